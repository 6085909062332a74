// Score: a Bom held against what the G7, CISA and NTIA want of one, element by element.
//
// What it is: for each element whether it is met, by how many of those it is asked of, where the
// statement comes from, and what would fill it. What it is not: a percentage to be proud of: an
// empty text, NOASSERTION or a placeholder scores nothing, and what only a person can know is
// called that. The elements are data (catalogs/lists/bom-g7-elements.toml, bom-cisa-elements.toml).
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/bom/model.h"

namespace bartizan::assure::bom {

enum class Standard : std::uint8_t { g7_2026, cisa_2025, ntia_2021 };
std::string_view name(Standard standard);   // "g7", "cisa", "ntia"
std::string_view title(Standard standard);  // "G7 SBOM for AI, minimum elements (2026-05-12)"

enum class State : std::uint8_t {
  met,             // by everything it is asked of
  partly,          // by some
  missing,         // by none, and it could be found
  needs_human,     // by none, and no file would say it
  not_applicable,  // there is nothing that it is asked of
};
inline constexpr std::size_t kStates = 5;
std::string_view name(State state);

struct ScoredElement {
  std::string id;
  std::string group;
  std::string label;
  State state = State::missing;
  // The weakest among those that count; unknown where nothing does.
  record::Provenance provenance = record::Provenance::unknown;
  std::size_t have = 0;  // how many of `of` components have it; of the document: 0 or 1 of 1
  std::size_t of = 0;
  std::string value;  // one that counts
  std::string fill;   // what would fill it; empty where it is met

  friend bool operator==(const ScoredElement&, const ScoredElement&) = default;
};

struct Score {
  Standard standard = Standard::g7_2026;
  std::vector<ScoredElement> elements;  // in the standard's order

  std::size_t count(State state) const;
};
Score score(const Bom& bom, Standard standard);

}  // namespace bartizan::assure::bom

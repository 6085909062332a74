// Diff: what changed between two documents: components, versions, licences, hashes, lineage.
//
// Formats may differ: the models are compared. Sorted by what happened, then kind and name; the
// same two documents give the same list. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assure/parse/bom/model.h"

namespace bartizan::assure::bom {

enum class Happened : std::uint8_t { added, removed, changed };
std::string_view name(Happened happened);

struct Change {
  Happened happened = Happened::changed;
  record::ComponentKind kind = record::ComponentKind::package;
  std::string component;  // its name
  std::string what;       // "version", "licence", "hash:SHA-256", "derived-from" ...; empty: it
  std::string before;     // values, joined by "; "
  std::string after;

  friend bool operator==(const Change&, const Change&) = default;
};
struct Diff {
  std::vector<Change> changes;
  std::vector<std::string> new_findings;  // "CVE-... torch 2.4.1"
  std::vector<std::string> gone_findings;
  std::size_t same = 0;  // components without a change

  bool empty() const { return changes.empty() && new_findings.empty() && gone_findings.empty(); }
};
Diff diff(const Bom& before, const Bom& after);

}  // namespace bartizan::assure::bom

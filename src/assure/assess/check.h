// Checks: predicates over evidence, each with an id that catalogs/frameworks name.
//
// What it is: one function for each id (checks/*.cc, grouped by the kind of evidence they read).
// A check looks only at the evidence that it is given, never at files, a store or a clock, and says
// which pieces it went by. What was not examined is unknown, never yes; what has expired is as good
// as not examined. What it is not: the texts and remedies (catalogs/frameworks/checks.toml), or the
// judgement of a requirement (evaluate.h). Pure functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/assess/ids.h"
#include "assure/assess/rollup.h"
#include "base/time.h"
#include "record/evidence.h"

namespace bartizan::assure::assess {

enum class Holds : std::uint8_t { yes, no, unknown, not_applicable };
std::string_view name(Holds holds);  // "yes", "no", "unknown", "not-applicable"

struct Outcome {
  Holds holds = Holds::unknown;
  std::string why;  // one sentence with numbers: "2 of 7 models are not signed"
  Ids evidence;     // of the pieces gone by, sorted, each once
  // What stands against it, worst first, for people: names of subjects; at most kMostAgainst.
  std::vector<std::string> against;
  base::Millis expires = 0;  // the earliest of the pieces gone by; 0: none of them does
};
inline constexpr std::size_t kMostAgainst = 10;

// What a check looks at: the evidence about one system and about the organisation as a whole, or
// about the organisation and all of its systems, in the order of run/evidence.h.
struct Material {
  std::string system;  // id; empty: the organisation
  std::span<const record::Evidence> evidence;
  base::Millis now = 0;
  // Pieces that answers were given beside, as they were then; some may be missing.
  std::span<const record::Evidence> remembered;
  // Of the organisation: how its systems stand in requirements of frameworks.
  // Null where they were not judged; each is a piece of kind `standing` in `evidence`, too.
  const RollUps* systems = nullptr;
};

// `parameter` is what stands behind the colon of "inventory-field:have_ato=Yes"; empty for most.
using Check = Outcome (*)(const Material& material, std::string_view parameter);
struct NamedCheck {
  std::string_view id;
  Check check;
};
// Sorted by id.
std::span<const NamedCheck> checks();
// Outcome of "id" or "id:parameter"; unknown, saying so, for an id that is none.
Outcome run_check(std::string_view reference, const Material& material);

}  // namespace bartizan::assure::assess

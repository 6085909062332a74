// Merge: several documents as one.
//
// Components are one where a hash, a package URL with version, or kind, name and version say so.
// What one document says and another does not is taken; where two contradict each other the first
// wins and the conflict is listed. Pure; the result is sorted.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assure/bom/write.h"
#include "assure/parse/bom/model.h"

namespace bartizan::assure::bom {

struct Conflict {
  std::string component;
  std::string what;
  std::string kept;
  std::string left;  // what another document says

  friend bool operator==(const Conflict&, const Conflict&) = default;
};
struct Merged {
  Bom bom;
  std::vector<Conflict> conflicts;
  std::vector<Loss> losses;  // what stood beside the model and could not be joined
  std::size_t joined = 0;    // components that another document had as well
};
// The first document's metadata lead. The timestamp is left empty: it is the caller's.
Merged merge(std::span<const Bom> boms);

}  // namespace bartizan::assure::bom

#include "record/artifact.h"

#include <algorithm>

namespace bartizan::record {

std::vector<std::string> Artifact::location(std::uint32_t member) const {
  std::vector<std::string> names;
  // A member's parent always comes before it, so this ends.
  while (member != 0 && member < members.size()) {
    names.push_back(members[member].name);
    if (members[member].parent >= member) break;
    member = members[member].parent;
  }
  std::reverse(names.begin(), names.end());
  return names;
}

}  // namespace bartizan::record

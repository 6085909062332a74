#include "record/artifact.h"

#include <algorithm>

namespace bartizan::record {
namespace {

std::string_view name_for(std::string_view key, const Finding& finding) {
  if (key == "subject") return finding.subject;
  for (const FindingDetail& evidence : finding.evidence) {
    if (evidence.key == key) return evidence.value;
  }
  return {};
}

}  // namespace

std::string fill(std::string_view pattern, const Finding& finding,
                 std::string (*quote)(std::string_view)) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    out += pattern.substr(0, open);
    const std::string_view name = name_for(pattern.substr(open + 1, close - open - 1), finding);
    if (quote == nullptr) {
      out += name;
    } else {
      out += quote(name);
    }
    pattern.remove_prefix(close + 1);
  }
  return out += pattern;
}

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

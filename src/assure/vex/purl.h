// Purl: a package URL taken apart, as far as comparing two of them needs it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bartizan::assure::vex {

struct Purl {
  std::string type;
  std::string name;     // with its namespace, decoded, as the type compares names
  std::string version;  // decoded; empty: all versions
  std::map<std::string, std::string> qualifiers;
};
std::optional<Purl> parse_purl(std::string_view text);

// Whether `said` speaks of `asked`: the same package; the same version, unless `said` names none;
// every qualifier that `said` has.
bool covers(const Purl& said, const Purl& asked);

}  // namespace bartizan::assure::vex

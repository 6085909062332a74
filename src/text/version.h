// Versions: ordering and ranges, by each ecosystem's own rules.
//
// pypi: PEP 440, local versions and pre-releases included. npm, semver, golang, cargo: SemVer
// 2.0.0. Anything else compares by runs of digits and letters and says so (`exact` false). Pure.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::text {

enum class VersionScheme { pep440, semver, generic };
// By purl type.
VersionScheme scheme_of(std::string_view purl_type);

bool is_version(VersionScheme scheme, std::string_view version);
// Unordered when either is not a version of the scheme.
std::partial_ordering compare_versions(VersionScheme scheme, std::string_view a,
                                       std::string_view b);

// "litellm<1.83.7", "torch>=2,<2.3", "numpy", "@scope/pkg@^1.2", "langchain==0.1.*".
struct VersionClause {
  std::string op;  // "<" "<=" ">" ">=" "==" "!=" "~=" "===" "^" "~"
  std::string version;
};
struct Requirement {
  std::string name;
  std::vector<VersionClause> clauses;  // all must hold
};
std::optional<Requirement> parse_requirement(std::string_view text);
// Whether `version` satisfies all clauses; nullopt when that cannot be decided (not a version).
std::optional<bool> satisfies(VersionScheme scheme, std::string_view version,
                              const std::vector<VersionClause>& clauses);

}  // namespace bartizan::text

// Versions: ordering and ranges, by each ecosystem's own rules.
//
// pypi: PEP 440, local versions and pre-releases included; what came before PEP 440 sorts in front
// of all, as setuptools had it. npm, golang, cargo, nuget, semver: SemVer 2.0.0, also with a
// leading `v` and with fewer or more than three numbers. Anything else is generic and compares runs
// of digits and letters, which is a guess. Numbers have any length. Views into the input; pure.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::text {

enum class VersionScheme : std::uint8_t { pep440, semver, generic };
// By purl type.
VersionScheme scheme_of(std::string_view purl_type);

// Whether it is written by the scheme's rules (a leading `v` included).
bool is_version(VersionScheme scheme, std::string_view version);
// Unordered when either cannot be read by the scheme.
std::partial_ordering compare_versions(VersionScheme scheme, std::string_view a,
                                       std::string_view b);

// "litellm<1.83.7", "torch>=2,<2.3", "numpy", "@scope/pkg@^1.2", "langchain==0.1.*".
// Extras, markers, comments, parentheses and hashes are passed over; a URL or a tag has no clauses.
// npm's `1.2 - 2.3` is two clauses; alternatives (`||`) are refused.
struct VersionClause {
  std::string op;  // "<" "<=" ">" ">=" "==" "!=" "~=" "===" "^" "~"
  std::string version;
};
struct Requirement {
  std::string name;
  std::vector<VersionClause> clauses;  // all must hold
};
std::optional<Requirement> parse_requirement(std::string_view text);
// Whether `version` satisfies all clauses; nullopt when that cannot be decided (not a version, an
// operator that the scheme does not have). Pre-releases count, as with pip's --pre and npm's
// includePrerelease: a range says what a version is, not what an installer would choose.
std::optional<bool> satisfies(VersionScheme scheme, std::string_view version,
                              const std::vector<VersionClause>& clauses);

}  // namespace bartizan::text

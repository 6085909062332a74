// Versions: ordering and ranges, by each ecosystem's own rules (docs/versions.md).
//
// What it is: a total order of the versions of one ecosystem, proved against vectors from its own
// tool, and what a requirement says about a version. What it is not: an installer's choice among
// versions. A type without rules of its own is generic and compares runs of digits and letters,
// which is a guess. Numbers have any length, time is linear. Views into the input; pure.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::text {

enum class VersionScheme : std::uint8_t {
  pep440,  // pypi; what came before PEP 440 sorts in front of all, as setuptools had it
  semver,  // npm, golang, cargo; a leading `v` or `=`, other counts of numbers are read too
  maven,   // ComparableVersion
  debian,  // deb: dpkg
  alpine,  // apk
  rpm,
  rubygems,   // gem: Gem::Version
  packagist,  // composer; its branches (dev-main) are no versions
  nuget,      // NuGetVersion
  generic,
};
inline constexpr std::size_t kVersionSchemes = static_cast<std::size_t>(VersionScheme::generic) + 1;
// By purl type.
VersionScheme scheme_of(std::string_view purl_type);

// Whether it is written by the scheme's rules (a leading `v` included).
bool is_version(VersionScheme scheme, std::string_view version);
// Unordered when either cannot be read by the scheme.
std::partial_ordering compare_versions(VersionScheme scheme, std::string_view a,
                                       std::string_view b);
// A version that is in use against one that an advisory names (introduced, fixed, last affected, or
// listed): compare_versions, but
// - a local version counts as the release that it was built from, unless the boundary has one too:
//   2.0.1+cu118 equals 2.0.1 (has its fix, and is affected where 2.0.1 is the last one);
// - a gem's platform is cut off: 1.16.5-java equals 1.16.5;
// - the boundary "0" is before everything, also before what cannot be read;
// - a pypi version that is not PEP 440's is unordered rather than first.
// No order to sort by, since local versions of one release equal it and not each other.
std::partial_ordering compare_release(VersionScheme scheme, std::string_view version,
                                      std::string_view boundary);

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

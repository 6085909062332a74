// Match: which advisories are true of which components.
//
// What it is: version arithmetic over what the index knows, aliases joined, withdrawn honoured. What
// it is not: an index (store/advisories.h) or a decision (assure/decide). Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/advisory.h"
#include "record/component.h"

namespace bartizan::assure::vuln {

enum class Fit : std::uint8_t {
  no,        // its version is outside
  possible,  // its version is unknown, is a range, or cannot be compared
  yes,       // listed, inside a range, or its content's hash is named
};
std::string_view name(Fit fit);

// Whether one version of one package is affected. `type` is the purl type whose rules compare
// (text/version.h); an empty version is `possible`. `why` gets the range or list that decided.
Fit fits(const record::Affected& affected, std::string_view version, std::string& why);

// The names under which the index may know a component, each a type and a name: the package itself,
// products of CVE records (catalogs/lists/vuln-products.toml), images of runtimes, models by
// repository. Never a guess from a similar name.
struct Lookup {
  std::string type, name;
  std::string how;  // "package", "product", "model"
  friend auto operator<=>(const Lookup&, const Lookup&) = default;
};
std::vector<Lookup> lookups(const record::Component& component);
// The version that its package URL names, where that is one of a registry of packages.
std::string version_of_purl(const record::Component& component);
// Hashes of the component's content, SHA-256 in lower-case hexadecimal.
std::vector<std::string> hashes(const record::Component& component);

// One weakness of one component: advisories that are aliases of each other are one.
struct Match {
  std::string id;                    // the CVE where there is one, else the leading advisory's id
  std::vector<std::string> aliases;  // all other names, sorted
  // Those that say so, by feed and id, without their lists of what is affected.
  std::vector<record::Advisory> advisories;
  Fit fit = Fit::yes;
  std::string why;       // "1.82.0 is in >=1.81.16, <1.83.7 (GHSA-...)"
  std::string fixed_in;  // smallest version that none of them covers; empty: none known
  bool malicious = false;
};
struct Matches {
  std::vector<Match> matches;    // by id
  std::string upgrade_to;        // the smallest version that no candidate covers; empty: none known
  std::vector<std::string> withdrawn;  // ids that would have matched and were taken back
};
// Of one component; `candidates` is what the index says about its lookups and hashes. Worst first
// is the caller's business.
Matches match(const record::Component& component, std::vector<record::Advisory> candidates);

}  // namespace bartizan::assure::vuln

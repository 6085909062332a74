// Match: which advisories are true of which components.
//
// What it is: version arithmetic over what the index knows, aliases joined, withdrawn honoured. What
// it is not: an index (store/advisories.h) or a decision (assure/decide). Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/advisory.h"
#include "record/component.h"

namespace bartizan::assure::vuln {

enum class Fit : std::uint8_t {
  no,        // its version is outside
  yes,       // listed, inside a range, or its content's hash is named
  possible,  // its version is unknown, is a range, or cannot be compared
};

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

// One weakness of one component: advisories that are aliases of each other are one.
struct Match {
  std::string id;                    // the CVE where there is one, else the leading advisory's id
  std::vector<std::string> aliases;  // all other names, sorted
  std::vector<record::Advisory> advisories;  // that say so; by feed and id
  Fit fit = Fit::yes;
  std::string why;       // "1.82.0 is in >=1.81.16, <1.83.7 (GHSA-...)"
  std::string fixed_in;  // smallest version that none of them covers; empty: none known
};
// Of one component; `candidates` is what the index says about its lookups. Worst first is the
// caller's business: here by id.
std::vector<Match> match(const record::Component& component,
                         const std::vector<record::Advisory>& candidates);

}  // namespace bartizan::assure::vuln

// Names: ecosystems, registries and package names of feeds as this program spells them.
//
// What it is: look-ups (catalogs/lists/feeds-*.toml) and spelling rules. What it is not: a guess:
// an ecosystem that is not listed keeps its own name behind "osv:", so that nothing of another one
// is taken for it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace bartizan::assure::feed {

struct Package {
  std::string type;          // record::Affected::type
  std::string distribution;  // record::Affected::distribution
};
// "PyPI", "Debian:12", "Ubuntu:22.04:LTS" as OSV writes them.
Package package_of_ecosystem(std::string_view ecosystem);
// "https://pypi.org/project/pip" as CVE records write it; empty where the host is no registry.
std::string type_of_registry(std::string_view url);
// As docs/discovery.md spells names of that type.
std::string canonical_name(std::string_view type, std::string_view name);
// "pkg:huggingface/org/name@rev" is {"huggingface", "org/name"}; empty for what is no purl.
struct Purl {
  std::string type, name;
};
Purl read_purl(std::string_view purl);

// RFC 3339 as feeds write it: a date alone, seconds or their fraction left out, an offset or none
// (then UTC). 0 for what is no time, or lies before 1970 or behind 9999.
base::Millis read_time(std::string_view text);

// One line: blanks joined, cut at `most` bytes between two characters.
std::string one_line(std::string_view text, std::size_t most);
std::string lower(std::string_view text);
// Of at most `most` bytes, without controls; else empty.
bool is_plain_text(std::string_view text, std::size_t most);
bool is_sha256(std::string_view text);

}  // namespace bartizan::assure::feed

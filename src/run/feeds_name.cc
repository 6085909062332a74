// What a feed is called, where nobody says.
#include <algorithm>
#include <iterator>

#include "run/feeds.h"

namespace bartizan::run {

std::string feed_id(record::FeedKind kind, const std::string& source,
                    const std::vector<std::string>& taken) {
  const std::string base_name(record::name(kind));
  // Names that say nothing about what is in there: then the folder's does.
  constexpr std::string_view kVague[] = {"all",   "osv",  "cve",    "sample",     "vulns",
                                         "data",  "cves", "feeds",  "advisories", "advisory",
                                         "index", "main", "report", "reports",    "download"};
  std::string path = source.substr(0, source.find_first_of("?#"));
  // A host is where something is, not what.
  if (const std::size_t host = path.find("://"); host != path.npos) {
    path.erase(0, std::min(path.find('/', host + 3), path.size()));
  }
  std::string name;
  for (int i = 0; i < 2 && name.empty(); ++i) {
    while (path.ends_with('/')) path.pop_back();
    const std::size_t slash = path.rfind('/');
    std::string part = path.substr(slash + 1);
    path.resize(slash == path.npos ? 0 : slash);
    for (char& c : part) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    part.resize(std::min(part.find('.', 1), part.size()));
    if (std::ranges::find(kVague, part) == std::end(kVague)) name = part;
  }
  std::string id;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) id += c;
    if (!plain && !id.empty() && !id.ends_with('-')) id += '-';
  }
  while (id.ends_with('-')) id.pop_back();
  constexpr std::size_t kMostName = 40;
  id.resize(std::min(id.size(), kMostName));
  // The catalogue and the scores are one of a kind.
  const bool single = kind == record::FeedKind::kev || kind == record::FeedKind::epss;
  if (id.empty() || single || id == base_name) {
    id = base_name;
  } else if (!id.starts_with(base_name + "-")) {
    id = base_name + "-" + id;
  }
  const std::string first = id;
  for (int n = 2; std::ranges::find(taken, id) != taken.end(); ++n) {
    id = first + "-" + std::to_string(n);
  }
  return id;
}

}  // namespace bartizan::run

#include "use/discover/host.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace bartizan::use {
namespace {

using std::string_view;

constexpr string_view kList = "discovery-host-locations";

bool is_set(string_view name, const Environment& environment) {
  const auto value = environment.find(name);
  return value != environment.end() && !value->second.empty();
}

// "kind unless A B": whether one of those is set.
bool is_moved(string_view value, const Environment& environment) {
  constexpr string_view kUnless = " unless ";
  const std::size_t at = value.find(kUnless);
  if (at == value.npos) return false;
  string_view names = value.substr(at + kUnless.size());
  while (!names.empty()) {
    const string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    if (is_set(name, environment)) return true;
  }
  return false;
}

std::string tidy(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

// "$NAME/rest"; nothing when it is not set to an absolute path.
std::optional<std::string> from_variable(string_view key, string_view home,
                                         const Environment& environment) {
  const std::size_t slash = key.find('/');
  const auto value = environment.find(key.substr(1, slash == key.npos ? key.npos : slash - 1));
  if (value == environment.end()) return std::nullopt;
  std::string path = value->second;
  if (path.starts_with("~/")) path = std::string(home) + path.substr(1);
  if (!path.starts_with('/')) return std::nullopt;
  path = tidy(std::move(path));
  if (slash != key.npos) path += key.substr(slash);
  return path;
}

}  // namespace

std::vector<std::string> host_locations(std::span<const std::string> homes,
                                        const Environment& environment,
                                        const scan::Catalog& catalog) {
  std::vector<std::string> all;
  for (std::uint32_t i = 0; i < catalog.list_count(kList); ++i) {
    const auto [key, value] = catalog.list_at(kList, i);
    if (key.starts_with('/')) {
      all.emplace_back(key);
    } else if (key.starts_with('$')) {
      if (is_moved(value, environment)) continue;
      const string_view home = homes.empty() ? string_view() : string_view(homes.front());
      if (auto path = from_variable(key, home, environment)) all.push_back(std::move(*path));
    } else if (key.starts_with("~/")) {
      for (std::size_t n = 0; n < homes.size(); ++n) {
        if (n == 0 && is_moved(value, environment)) continue;
        if (!homes[n].starts_with('/')) continue;
        const std::string home = tidy(homes[n]);
        all.push_back((home == "/" ? std::string() : home) + std::string(key.substr(1)));
      }
    }
  }
  const std::set<std::string, std::less<>> known(all.begin(), all.end());
  std::vector<std::string> out;
  for (const std::string& path : known) {
    string_view folder = path;
    bool inside = false;
    while (!inside && folder.size() > 1) {
      folder = folder.substr(0, folder.rfind('/'));
      inside = known.contains(folder);
    }
    if (!inside) out.push_back(path);
  }
  return out;
}

}  // namespace bartizan::use

#include "use/parse/discover/agents/path_list.h"

#include <algorithm>

#include "base/path.h"

namespace bartizan::use::agents {
namespace {

using std::string_view;

bool part_fits(string_view part, string_view wanted) {
  if (wanted == "*") return !part.empty();
  if (wanted.starts_with('*')) {
    return part.size() >= wanted.size() && part.ends_with(wanted.substr(1));
  }
  return part == wanted;
}

// From the end. "**" stands before the last part of a key and nowhere else, once.
bool fits(string_view path, string_view key) {
  while (!key.empty()) {
    const string_view wanted = base::cut_last_part(key);
    if (wanted == "**") {
      // What stands before it may begin at any part.
      while (true) {
        if (fits(path, key)) return true;
        if (path.empty()) return false;
        base::cut_last_part(path);
      }
    }
    if (path.empty() || !part_fits(base::cut_last_part(path), wanted)) return false;
  }
  return true;
}

}  // namespace

std::string lower_path(string_view path) {
  std::string out(path);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::optional<string_view> path_entry(string_view path, string_view list,
                                      const scan::Catalog& catalog) {
  const std::string low = lower_path(path);
  std::optional<string_view> found;
  // Exact ends, the longest last: no key has more than six parts.
  std::size_t at = low.size();
  for (int parts = 0; parts < 6 && at != 0; ++parts) {
    const std::size_t slash = low.rfind('/', at - 1);
    at = slash == low.npos ? 0 : slash;
    const auto value = catalog.list(list, string_view(low).substr(at == 0 ? 0 : at + 1));
    if (value) found = value;
  }
  if (found) return found;
  for (std::uint32_t i = 0; i < catalog.list_count(list); ++i) {
    const auto entry = catalog.list_at(list, i);
    if (entry.key.find('*') != entry.key.npos && fits(low, entry.key)) return entry.value;
  }
  return std::nullopt;
}

}  // namespace bartizan::use::agents

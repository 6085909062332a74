#include "scan/detect/member_name.h"

#include <algorithm>

namespace bartizan::scan::detect {
namespace {

bool is_absolute(std::string_view name) {
  if (name.empty()) return false;
  if (name[0] == '/' || name[0] == '\\') return true;
  return name.size() >= 2 && name[1] == ':' &&
         ((name[0] >= 'A' && name[0] <= 'Z') || (name[0] >= 'a' && name[0] <= 'z'));
}

// Calls `visit` for each component between slashes of either kind; stops when it returns false.
template <typename Visit>
bool each_component(std::string_view name, Visit visit) {
  while (true) {
    const std::size_t end = std::min(name.find_first_of("/\\"), name.size());
    if (!visit(name.substr(0, end), end == name.size())) return false;
    if (end == name.size()) return true;
    name.remove_prefix(end + 1);
  }
}

}  // namespace

bool name_escapes(std::string_view name) {
  return is_absolute(name) ||
         !each_component(name, [](std::string_view part, bool) { return part != ".."; });
}

bool link_escapes(std::string_view name, std::string_view target) {
  if (is_absolute(target)) return true;
  long depth = 0;
  each_component(name, [&](std::string_view part, bool last) {
    if (!last && !part.empty() && part != ".") ++depth;
    return true;
  });
  return !each_component(target, [&](std::string_view part, bool) {
    if (part == "..") return --depth >= 0;
    if (!part.empty() && part != ".") ++depth;
    return true;
  });
}

}  // namespace bartizan::scan::detect

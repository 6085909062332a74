#include "assure/parse/signature/resource.h"

#include <charconv>

namespace bartizan::assure::signature {
namespace {

// As Python writes it: no sign, no leading zero.
bool read_offset(std::string_view text, std::uint64_t& offset) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), offset);
  return error == std::errc() && end == text.end();
}

}  // namespace

const char* wrong_with_path(std::string_view path) {
  if (path.empty()) return "has no name";
  if (path.size() > kLongestResource) return "has too long a name";
  if (path.find('\0') != path.npos) return "has a zero byte in its name";
  if (path == ".") return nullptr;  // the model is one file
  if (path.front() == '/') return "is not below the model's folder";
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part == "..") return "leads out of the model's folder";
    if (part.empty() || part == ".") return "is not written in its shortest form";
    if (slash == path.npos) return nullptr;
    path.remove_prefix(slash + 1);
  }
  return "ends in a slash";
}

const char* split_resource(Resource& resource, Method method) {
  std::string_view name = resource.name;
  if (method == Method::shards) {
    const std::size_t last = name.rfind(':');
    const std::size_t first =
        last == name.npos || last == 0 ? std::string_view::npos : name.rfind(':', last - 1);
    if (first == name.npos) return "does not name a shard (path:start:end)";
    if (!read_offset(name.substr(first + 1, last - first - 1), resource.start) ||
        !read_offset(name.substr(last + 1), resource.end) || resource.start >= resource.end) {
      return "does not name a range of bytes";
    }
    name = name.substr(0, first);
  }
  resource.path = name;
  return wrong_with_path(name);
}

}  // namespace bartizan::assure::signature

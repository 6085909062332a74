// Paths as text: "/" between parts, raw bytes. Pure; views into the input.
#pragma once

#include <string_view>

namespace bartizan::base {

// "c" of "a/b/c", all of a path without a slash.
constexpr std::string_view last_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

// "a/b" of "a/b/c", empty for a path without a slash.
constexpr std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

// Takes the last part off `path` and returns it.
constexpr std::string_view cut_last_part(std::string_view& path) {
  const std::string_view part = last_part(path);
  path = folder_of(path);
  return part;
}

}  // namespace bartizan::base

// lookup: the enumerator of a name, by its place among the names. For this folder's .cc files.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace bartizan::record {

template <typename Enum>
std::optional<Enum> lookup(std::span<const std::string_view> names, std::string_view wanted) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == wanted) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace bartizan::record

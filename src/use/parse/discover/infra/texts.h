// Texts: the small questions about text that the readers of infrastructure share. Pure.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/path.h"

namespace bartizan::use::infra {

inline bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

inline bool one_of(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, text) != names.end();
}

}  // namespace bartizan::use::infra

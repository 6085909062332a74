// What the readers of documents share: one line after the other, and letters without case. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace bartizan::assure::document {

// Takes the first line off, without its end (`\n` or `\r\n`).
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
inline bool digit(char c) { return c >= '0' && c <= '9'; }
inline bool letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

}  // namespace bartizan::assure::document

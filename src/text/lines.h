// Lines: offsets to line numbers, and the line at an offset, over text in memory. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bartizan::text {

// `\n`, `\r\n` and a lone `\r` end a line. The text must outlive it.
class Lines {
 public:
  explicit Lines(std::string_view text);
  std::uint32_t line_of(std::size_t offset) const;  // 1-based
  std::string_view line(std::uint32_t number) const;  // without its end; empty past the last
  std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size()); }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

// Without blanks, tabs and line ends at either end.
std::string_view trim(std::string_view text);

}  // namespace bartizan::text

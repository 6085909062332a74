// Quoted: text literals in a line of a programming language, without reading that language. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace bartizan::use {

// What stands between '...' or "...", in order, escapes left as they are. An unclosed literal ends
// with the line.
std::vector<std::string_view> quoted(std::string_view line);
// The line up to a comment that `mark` begins outside of literals.
std::string_view without_comment(std::string_view line, std::string_view mark);
// The identifier (letters, digits, "_") at the start.
std::string_view identifier(std::string_view text);

}  // namespace bartizan::use

// Text for people: numbers, sizes, display width, wrapping, and the one way a name becomes a line.
//
// Everything that comes from a file passes through one_line() (or base/escape.h) before it reaches
// a sink; sinks add their own quoting (HTML, XML, Markdown). Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::report {

// 1234567 as "1,234,567"; with `grouped` false as it is, for programs.
std::string number(std::uint64_t n, bool grouped = true);
// IEC units with at most one decimal: "412 MiB", "3.1 KiB", "17 bytes".
std::string size(std::uint64_t bytes);
// "1 file", "2 files"; irregular words do not occur.
std::string count_of(std::uint64_t n, std::string_view noun, bool grouped = true);

// Printable UTF-8 without line breaks: hidden characters as \xHH, line breaks and tabs as \n and
// \t.
std::string one_line(std::string_view bytes);
// About `most` bytes, cut in the middle between characters, with how much is missing. A text that
// would get no shorter by that stays whole, and so does a hash: what is left of one is of no use.
std::string shorten(std::string_view text, std::size_t most);

// Terminal columns: wide East Asian characters count two, combining marks none.
std::size_t width(std::string_view utf8);
// Blanks on the right up to `columns`.
std::string pad(std::string_view text, std::size_t columns);
// Lines of at most `columns`, broken at blanks; a word that is longer stands alone, so that
// commands and paths can be copied. 0 columns: one line.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

// `<`, `>`, `&` and quotes as references: for HTML and XML text and quoted attributes.
std::string markup(std::string_view text);
// Every character that Markdown could take for markup behind a backslash, for prose.
std::string markdown(std::string_view text);

}  // namespace bartizan::report

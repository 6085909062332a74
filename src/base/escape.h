// Escaping of names that come from files, for every sink.
//
// `escape_name` is reversible: printable UTF-8 stays, everything else (bytes that are not UTF-8,
// controls, C1 controls, bidi and zero-width formatting characters, backslash) becomes \xHH, one
// per byte. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace bartizan::base {

std::string escape_name(std::string_view bytes);
// The inverse; sequences that escape_name never writes stay as they are.
std::string unescape_name(std::string_view text);
// For machine formats that carry text: like escape_name, but line breaks, tabs and every backslash
// that does not look like the start of \xHH stay. Also undone by unescape_name.
std::string encode_text(std::string_view bytes);
// For people: line breaks, tabs and backslashes stay; not meant to be reversed.
std::string escape_text(std::string_view bytes);
// Length in bytes of the valid UTF-8 sequence at the front, 0 when there is none.
std::size_t utf8_length(std::string_view bytes);
bool is_utf8(std::string_view bytes);

}  // namespace bartizan::base

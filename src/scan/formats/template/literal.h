// Literals of Jinja: strings with Python's escapes, integers with Python's prefixes.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/vec.h"

namespace bartizan::scan::templates {

// A byte that no UTF-8 text holds: stands for a part of a string that is not known.
inline constexpr char kHole = '\xFF';

// Appends the value of a quoted literal: \n, \xHH, \ooo, \uHHHH, \UHHHHHHHH and \N{...} as in
// Python's unicode-escape codec (jinja2 decodes with it). A character that is only known by its
// Unicode name, and is not ASCII punctuation, becomes a hole. False when the budget refuses.
bool decode_string(std::string_view quoted, base::Vec<char>& out);

// Appends a code point as UTF-8; surrogates and values beyond Unicode become a hole.
bool append_code_point(std::uint32_t code, base::Vec<char>& out);

// Decimal, 0x, 0o or 0b with underscores; saturates.
std::int64_t integer_value(std::string_view digits);

}  // namespace bartizan::scan::templates

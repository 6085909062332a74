// Styles: which numbers of a workbook are dates, and dates as text.
//
// What it is: number formats (ECMA-376 part 1, 18.8.30) told apart by what they show. What it is
// not: a formatter; values keep what the file says. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::use {

enum class NumberKind : std::uint8_t { number, date, time };

// A format's code: "yyyy-mm-dd", "[$-409]mmm-yy;@", "0.00".
NumberKind kind_of_format(std::string_view code);
// One of the formats that have no code in the file; number for those that are none.
NumberKind kind_of_builtin(std::uint32_t id);

// A serial number as YYYY-MM-DD, with " HH:MM:SS" where there is a time of day, or HH:MM:SS; the
// number as it stands where it is no date of the system.
std::string serial_text(std::string_view number, NumberKind kind, bool from_1904);

}  // namespace bartizan::use

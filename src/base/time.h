// Times as the product writes them: UTC, `YYYY-MM-DDTHH:MM:SS.mmmZ`.
//
// Nothing here reads a clock: "now" is an argument. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bartizan::base {

// Milliseconds since 1970-01-01T00:00:00Z.
using Millis = std::int64_t;

std::string format_utc(Millis time);
// `YYYY-MM-DD`.
std::string format_date(Millis time);
// Either format, the first also without its milliseconds; a plain date is its midnight. nullopt for
// anything else.
std::optional<Millis> parse_utc(std::string_view text);

}  // namespace bartizan::base

// RFC 3339 as VEX documents write it: any offset, any fraction.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace bartizan::assure::vex {

// Also a date alone. Fractions beyond milliseconds are cut. nullopt for anything else.
std::optional<base::Millis> parse_rfc3339(std::string_view text);

}  // namespace bartizan::assure::vex

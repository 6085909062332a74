// RFC 3339 times as protocol buffers write them in JSON: any offset, up to nine decimals.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace bartizan::assure::sigstore {

// Decimals past milliseconds are dropped. Nothing for what is no time of the years 1970 to 9999.
std::optional<base::Millis> parse_rfc3339(std::string_view text);

}  // namespace bartizan::assure::sigstore

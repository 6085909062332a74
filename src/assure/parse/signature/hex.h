// Hexadecimal digits, as digests are written. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bartizan::assure::signature {

// An even number of digits of any case; nullopt for anything else.
std::optional<std::string> from_hex(std::string_view text);
// Lower case.
std::string to_hex(std::string_view bytes);

}  // namespace bartizan::assure::signature

// Base64 (RFC 4648) as protobuf's JSON has it.
//
// Reading takes the standard and the URL-safe alphabet, with or without padding, and nothing else:
// no blanks, no bits behind the last byte, so that one text has one meaning. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bartizan::assure::signature {

std::optional<std::string> from_base64(std::string_view text);
// Standard alphabet, padded.
std::string to_base64(std::string_view bytes);
// An even number of hexadecimal digits, of any case.
std::optional<std::string> from_hex(std::string_view text);
// Lower case.
std::string to_hex(std::string_view bytes);

}  // namespace bartizan::assure::signature

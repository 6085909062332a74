// Base64 (RFC 4648) as JSON of protocol buffers has it.
//
// What it is: one strict decoder for both alphabets, padding optional, no white space, no bits that
// mean nothing; and one encoder. What it is not: PEM. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bartizan::text {

std::optional<std::string> decode_base64(std::string_view text);
// The standard alphabet, padded.
std::string encode_base64(std::string_view bytes);

}  // namespace bartizan::text

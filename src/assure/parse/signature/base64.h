// Base64 and hexadecimal under the names that the readers of signatures use. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "assure/parse/signature/hex.h"
#include "text/base64.h"

namespace bartizan::assure::signature {

inline std::optional<std::string> from_base64(std::string_view text) {
  return text::decode_base64(text);
}
inline std::string to_base64(std::string_view bytes) { return text::encode_base64(bytes); }

}  // namespace bartizan::assure::signature

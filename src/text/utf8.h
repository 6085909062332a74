// Appends code points as UTF-8. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace bartizan::text {

// `code` is a Unicode scalar value; anything else becomes U+FFFD and false comes back.
bool append_utf8(std::string& out, std::uint32_t code);

}  // namespace bartizan::text

// Said: how much somebody may say at once.
//
// What it is: the limits that commands and the API share for what people type: a name, and a
// reason, a note or a description. What it is not: a limit for documents, which are attached. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bartizan::record {

inline constexpr std::size_t kMostName = 200;   // bytes
inline constexpr std::size_t kMostSaid = 2000;  // bytes

// A sentence where `text` has more bytes than `most`, else "". `what`: "the reason".
std::string too_long(std::string_view what, std::string_view text, std::size_t most = kMostSaid);

}  // namespace bartizan::record

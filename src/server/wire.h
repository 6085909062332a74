// The head of an answer as HTTP/1.1 puts it on the wire, and chunks. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "server/http.h"

namespace bartizan::server {

// `length`: of the body; nullopt for a stream, which goes in chunks. Headers whose name or value
// could not stand on one line are left out: nothing may be smuggled through a value.
std::string write_head(const Response& response, std::optional<std::uint64_t> length,
                       bool keep_alive, base::Millis now);
std::string write_chunk(std::string_view text);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// "Sat, 28 Nov 2026 09:00:00 GMT"
std::string http_date(base::Millis time);

}  // namespace bartizan::server

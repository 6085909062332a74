// Fetch: the bytes of a URL in an unlinked file, by the program curl.
//
// What it is: the one place of this program from which the network is reached, only because
// somebody asked for it by name. HTTPS alone, unless the caller knows the hash of what must come.
// What it is not: a client; curl is started with a fixed list of arguments, no shell, no
// configuration of the user's, and bounds on size and time. One thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "sandbox/fd.h"

namespace bartizan::run {

bool is_url(std::string_view source);
// Why it cannot be fetched, as a sentence; empty for what can.
std::string why_no_url(std::string_view url, bool hash_is_known);

struct FetchOptions {
  std::string folder;  // of the temporary file
  std::uint64_t most_bytes = 0;
  bool hash_is_known = false;       // then http:// will do
  std::function<bool()> cancelled;  // asked often
  std::function<void(std::uint64_t bytes)> on_bytes;
};
// The file, at its beginning. The error is a sentence for people; "cancelled" when it was.
std::expected<sandbox::Fd, std::string> fetch(const std::string& url, const FetchOptions& options);

}  // namespace bartizan::run

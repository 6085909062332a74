// People: what the routes of sessions, accounts, tokens and the audit log share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json_write.h"
#include "server/accounts.h"
#include "server/router.h"

namespace bartizan::server {

// At most so long a password or the secret of a link, and a piece of a passkey's proof.
inline constexpr std::int64_t kLongestSecret = 1024;
inline constexpr std::int64_t kLongestData = 64 * 1024;

// Writes the members of an account that is somebody else's business too.
void write_account(base::JsonWriter& out, const Call& call, const record::Account& account);
// "https://ai.example.org": under which the caller reached this server.
std::string own_origin(const Request& request);
void write_time(base::JsonWriter& out, std::string_view name, base::Millis at);  // 0: null
// The answer of a change: {"audit": "audit_12"}.
Response changed(std::int64_t entry);
// The answer to what is to be shown and cannot be: 400 that names the member `field` of the body.
std::optional<Response> unfit(std::string_view label, const char* field);

}  // namespace bartizan::server

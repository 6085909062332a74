// What the files of Accounts share: refusals, cookies, and what stands for secrets in the store.
//
// What it is: pure functions. What it is not: for anybody else; accounts.h is the door.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"
#include "server/auth.h"
#include "server/auth/secret.h"
#include "store/store.h"

namespace bartizan::server {

inline constexpr std::string_view kTokenPrefix = "bzt_";

Denial wrong(std::string detail);
Denial refused(std::string detail);
Denial later(unsigned seconds);
std::unexpected<Denial> broken();

std::string lower(std::string_view text);
bool may_sign_in(const record::Account& account);

std::string_view cookie_name(const Request& request);
std::string cookie(const Request& request, std::string_view value, base::Millis life);

std::string session_digest(std::string_view secret);
std::string link_digest(std::string_view secret);
std::string token_digest(const ServerKey& key, std::string_view secret);

// Under which attempts to prove the password of a name, or a code of an account, are counted.
std::string name_key(const ServerKey& key, std::string_view name);
std::string code_key(std::string_view account);
// What the secret of an account's authenticator app is sealed for.
std::string totp_purpose(std::string_view account);

}  // namespace bartizan::server

#include "server/accounts_parts.h"

#include <algorithm>

namespace bartizan::server {

Denial wrong(std::string detail) { return {401, std::move(detail), {}, 0}; }
Denial refused(std::string detail) { return {400, std::move(detail), {}, 0}; }
Denial later(unsigned seconds) {
  return {
      429, "Too many attempts. Try again in " + std::to_string(seconds) + " seconds.", {}, seconds};
}
std::unexpected<Denial> broken() {
  return std::unexpected(Denial{500, "The store could not be read or written.", {}, 0});
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool may_sign_in(const record::Account& account) { return !account.disabled && !account.erased; }

// Browsers take a cookie of this prefix only over TLS, for this host and the whole of it
// (RFC 6265bis, section 4.1.3.2).
std::string_view cookie_name(const Request& request) {
  return request.peer.tls ? "__Host-bartizan" : "bartizan";
}

std::string cookie(const Request& request, std::string_view value, base::Millis life) {
  return std::string(cookie_name(request)) + "=" + std::string(value) +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(life / 1000) +
         (request.peer.tls ? "; Secure" : "");
}

std::string session_digest(std::string_view secret) {
  return sha256_hex("session " + std::string(secret));
}
std::string link_digest(std::string_view secret) {
  return sha256_hex("link " + std::string(secret));
}
std::string token_digest(const ServerKey& key, std::string_view secret) {
  return key.digest("token", secret);
}

// The name is not kept as it was typed: people type passwords into the wrong field.
std::string name_key(const ServerKey& key, std::string_view name) {
  return "name:" + key.digest("name", lower(name));
}

std::string code_key(std::string_view account) { return "code:" + std::string(account); }

std::string totp_purpose(std::string_view account) { return "totp " + std::string(account); }

}  // namespace bartizan::server

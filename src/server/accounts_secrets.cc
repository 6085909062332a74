// Accounts: new links and tokens.
#include <algorithm>

#include "server/accounts.h"
#include "server/accounts_parts.h"
#include "server/auth/totp.h"
#include "store/id.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kTokenBytes = 32;

}  // namespace

base::Result<std::string> Accounts::new_link(std::string_view purpose, std::string_view account) {
  return server::new_link(store_, purpose, account, now_());
}

base::Result<std::string> new_link(store::Store& store, std::string_view purpose,
                                   std::string_view account, base::Millis now) {
  std::string secret = random_secret();
  const auto added = store.accounts().add_link(
      {link_digest(secret), std::string(purpose), std::string(account), now, now + kLinkLife});
  if (!added) return std::unexpected(added.error());
  return secret;
}

std::string link_address(std::string_view server, std::string_view secret) {
  std::string out(server);
  if (!out.ends_with('/')) out += '/';
  return out + "#/welcome/" + std::string(secret);
}

base::Result<NewToken> new_token(store::Store& store, const ServerKey& key,
                                 std::string_view account, std::string_view name,
                                 const std::vector<std::string>& scopes, base::Millis expires,
                                 base::Millis now, std::string_view parent) {
  if (scopes.empty() || !std::ranges::all_of(scopes, [](const std::string& scope) {
        return scope_of(scope).has_value();
      })) {
    return base::fail(base::Code::invalid, "the scopes of a token are read, scan, write and admin");
  }
  if (expires <= now || expires - now > kLongestToken) {
    return base::fail(base::Code::invalid, "a token expires within a year");
  }
  NewToken made;
  made.secret = std::string(kTokenPrefix) + lower(base32(random_bytes(kTokenBytes)));
  record::Token& token = made.token;
  token.id = store::ulid("token", now);
  token.account = account;
  token.name = name;
  token.digest = token_digest(key, made.secret);
  token.scopes = scopes;
  token.created = now;
  token.expires = expires;
  token.parent = parent;
  const auto added = store.accounts().add_token(token);
  if (!added) return std::unexpected(added.error());
  return made;
}

}  // namespace bartizan::server

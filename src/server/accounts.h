// Accounts: signing in and out, and who is behind a request.
//
// What it is: the Gatekeeper of the product, and the steps that its routes and commands share: each
// checks, limits, writes to the store and says so to the audit log. What it is not: the store of
// accounts (store/accounts.h) or the routes (routes/session.cc). Does not own the store. Called
// from several threads at once.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "server/attempts.h"
#include "server/auth.h"
#include "server/auth/limits.h"
#include "server/auth/passkey.h"
#include "server/auth/password.h"
#include "server/auth/secret.h"
#include "store/store.h"

namespace bartizan::server {

// OWASP ASVS 4.0.3, 3.3.2, level 2: again after 12 hours or 30 minutes of silence.
inline constexpr base::Millis kSessionIdle = base::Millis{30} * 60 * 1000;
inline constexpr base::Millis kSessionLife = base::Millis{12} * 60 * 60 * 1000;
// How exactly the last use of sessions and tokens is kept.
inline constexpr base::Millis kTouchEvery = 60'000;
inline constexpr base::Millis kLinkLife = base::Millis{15} * 60 * 1000;
// How long the secret of an authenticator app waits for its first code.
inline constexpr base::Millis kPendingTotpLife = base::Millis{10} * 60 * 1000;

// What a browser gets: the secret is nowhere else.
struct SignedIn {
  record::Account account;
  std::string cookie;  // value of Set-Cookie
  std::string csrf;
};

class Accounts final : public Gatekeeper {
 public:
  Accounts(store::Store& store, ServerKey key, std::function<base::Millis()> now,
           PasswordCost cost = {});

  std::expected<std::optional<Principal>, Denial> principal(const Request& request) override;
  bool meant(const Request& request, const Principal& principal) override;

  // The token that unsafe requests of this session must carry; "" without a session.
  std::string csrf(const Request& request) const;
  std::expected<SignedIn, Denial> sign_in(const Request& request, std::string_view name,
                                          std::string_view password, std::string_view code);
  // For every purpose of a link: sets the password, and signs in. `name` is for first-start only.
  std::expected<SignedIn, Denial> use_link(const Request& request, std::string_view secret,
                                           std::string_view name, std::string_view password,
                                           std::string_view code);
  // What a link is for, without using it up.
  std::expected<record::Link, Denial> look_at_link(const Request& request, std::string_view secret);
  std::expected<SignedIn, Denial> sign_in(const Request& request, const PasskeyProof& proof);
  // The cookie that ends it.
  std::string sign_out(const Request& request);

  // Whether it is the password of who asks: a session that was left open is no reason to let
  // somebody set up another way in. Failures count as those of signing in do.
  std::expected<record::Account, Denial> check_password(const Request& request,
                                                        const Principal& who,
                                                        std::string_view password);
  // Ends the other sessions, and the tokens where `end_tokens`.
  std::expected<void, Denial> change_password(const Request& request, const Principal& who,
                                              std::string_view current, std::string_view fresh,
                                              bool end_tokens);
  // Whether the account's one-time or recovery code is right; uses it up.
  std::expected<void, Denial> check_code(const Request& request, const record::Account& account,
                                         std::string_view code);

  // Whether an app that was not used yet has the secret which waits for that: the step of its code.
  // 400: it has not; 409: none waits, or not any more.
  std::expected<std::int64_t, Denial> check_first_code(const Request& request,
                                                       const record::Account& account,
                                                       std::string_view code);

  // A link of 15 minutes that is good once; its secret. Replaces one of the same purpose.
  base::Result<std::string> new_link(std::string_view purpose, std::string_view account);

  Passkeys& passkeys() { return passkeys_; }
  const ServerKey& key() const { return key_; }
  static std::optional<RelyingParty> relying_party(const Request& request);

 private:
  std::expected<std::optional<Principal>, Denial> of_session(const Request& request,
                                                             std::string_view secret);
  std::expected<std::optional<Principal>, Denial> of_token(const Request& request,
                                                           std::string_view header);
  std::expected<Attempts::Attempt, Denial> begin_attempt(const Request& request,
                                                         const std::string& subject);
  void note_failure(const Request& request, Attempts::Attempt& attempt,
                    const record::Account* account, std::string_view what);
  std::expected<SignedIn, Denial> begin_session(const Request& request, record::Account account,
                                                std::string_view method);
  void say(const Request& request, std::string_view who, std::string_view what,
           std::string_view subject, std::string_view detail);

  store::Store& store_;
  ServerKey key_;
  std::function<base::Millis()> now_;
  Attempts attempts_;
  Passwords passwords_;
  Passkeys passkeys_;
  Buckets sign_ins_{kSignInRate};
  Buckets proofs_{kSignInRate};  // by account: who proves the password is signed in already
  Buckets tokens_{kTokenRate};
};

// "ada", "ada.byron", "ada@example.org": what a name may be; the sentence that says so, or "".
std::string name_problem(std::string_view name);
// The same for what people are shown: a display name, what a token or passkey is called.
std::string label_problem(std::string_view label);
// Scopes that a token may have, in their order: "read scan write admin".
inline constexpr std::string_view kScopeNames = "read scan write admin";
Role role_of(record::Role role);

// Under which failed attempts of an account are counted.
std::vector<std::string> lock_subjects(const ServerKey& key, const record::Account& account);

// For commands and routes alike. `expires`: at most a year ahead. `parent`: id of the token that
// asks for it, which it does not outlive.
inline constexpr base::Millis kLongestToken = base::Millis{366} * 24 * 60 * 60 * 1000;
struct NewToken {
  std::string secret;  // shown once
  record::Token token;
};
base::Result<NewToken> new_token(store::Store& store, const ServerKey& key,
                                 std::string_view account, std::string_view name,
                                 const std::vector<std::string>& scopes, base::Millis expires,
                                 base::Millis now, std::string_view parent = {});
base::Result<std::string> new_link(store::Store& store, std::string_view purpose,
                                   std::string_view account, base::Millis now);
// The address that a person opens: the secret is in the fragment, which browsers send nowhere.
std::string link_address(std::string_view server, std::string_view secret);

}  // namespace bartizan::server

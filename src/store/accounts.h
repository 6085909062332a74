// Accounts: the part of store.h that remembers who may use the installation.
//
// What it is: accounts, sessions, tokens, links, second factors and lockouts, with the rules that
// must hold whatever two requests do at once: names are unique, the last admin stays, a link, a
// code and a recovery code are good once. What it is not: the judge of a password, a code or a
// signature (server/auth), or the log of what was done (store/audit.h; Audit::next makes the entry
// part of the change). Secrets come in as digests. Every call is one transaction, written before
// it returns, and may be made from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/account.h"

namespace bartizan::store {

using base::Millis;
using base::Result;

class Accounts {
 public:
  virtual ~Accounts() = default;

  // Code::invalid when the name is taken.
  virtual Result<void> add(const record::Account& account) = 0;
  // The same only while there is no account at all; false when there is one.
  virtual Result<bool> add_first(const record::Account& account) = 0;
  virtual Result<std::vector<record::Account>> all() = 0;  // by name, erased ones last
  virtual Result<std::int64_t> count() = 0;                // erased ones aside
  virtual Result<std::optional<record::Account>> find(std::string_view id) = 0;
  virtual Result<std::optional<record::Account>> named(std::string_view name) = 0;
  // False where it would leave no admin who can log in; Code::invalid for an unknown account.
  // Both end the account's sessions; an account that is disabled loses its tokens, too.
  virtual Result<bool> set_role(std::string_view id, record::Role role) = 0;
  virtual Result<bool> set_disabled(std::string_view id, bool disabled, Millis now) = 0;
  virtual Result<void> set_display(std::string_view id, std::string_view display) = 0;
  // Ends all sessions but `keep` and all open links of the account; where it is asked for, its
  // tokens as well.
  enum class Tokens : std::uint8_t { stay, end };
  virtual Result<void> set_password(std::string_view id, std::string_view encoded, Millis now,
                                    std::string_view keep_session, Tokens tokens) = 0;
  virtual Result<void> note_login(std::string_view id, Millis now) = 0;
  // The name becomes `pseudonym`; display, password, sessions, tokens, links and factors go. False
  // where it would leave no admin.
  virtual Result<bool> erase(std::string_view id, std::string_view pseudonym) = 0;

  // Replaces an open link of the same purpose and account.
  virtual Result<void> add_link(const record::Link& link) = 0;
  virtual Result<std::optional<record::Link>> link(std::string_view digest, Millis now) = 0;
  // Once: the second call gets nothing, and so does one after it expired.
  virtual Result<std::optional<record::Link>> take_link(std::string_view digest, Millis now) = 0;

  virtual Result<void> add_session(const record::Session& session) = 0;
  virtual Result<std::optional<record::Session>> session(std::string_view digest) = 0;
  virtual Result<std::vector<record::Session>> sessions(std::string_view account) = 0;
  virtual Result<void> touch_session(std::string_view digest, Millis now) = 0;
  // By digest or id; whether there was one. `account` may be empty: of any.
  virtual Result<bool> end_session(std::string_view account, std::string_view which) = 0;
  virtual Result<void> end_sessions(std::string_view account, std::string_view keep) = 0;
  // Forgets sessions last seen before `idle_before` or expired, and links that expired.
  virtual Result<std::int64_t> forget_expired(Millis idle_before, Millis now) = 0;

  // Code::invalid where its parent is no token of the same account, was revoked, or ends before it.
  virtual Result<void> add_token(const record::Token& token) = 0;
  virtual Result<std::optional<record::Token>> token(std::string_view digest) = 0;
  virtual Result<std::vector<record::Token>> tokens(std::string_view account) = 0;  // "": all
  virtual Result<void> used_token(std::string_view id, Millis now) = 0;
  // With all that it made, and that those made. `account` may be empty: of any. Whether there was
  // one that was not revoked.
  virtual Result<bool> revoke_token(std::string_view account, std::string_view id, Millis now) = 0;

  virtual Result<void> put_totp(const record::Totp& totp) = 0;  // replaces; recovery codes go
  virtual Result<std::optional<record::Totp>> totp(std::string_view account) = 0;
  // Also confirms. False when this step or a later one was used before.
  virtual Result<bool> use_totp(std::string_view account, std::int64_t step) = 0;
  virtual Result<bool> remove_totp(std::string_view account) = 0;  // with its recovery codes
  virtual Result<void> put_recovery(std::string_view account,
                                    const std::vector<std::string>& digests) = 0;  // replaces
  virtual Result<bool> use_recovery(std::string_view account, std::string_view digest) = 0;
  virtual Result<std::int64_t> recovery_left(std::string_view account) = 0;

  virtual Result<void> add_passkey(const record::Passkey& passkey) = 0;  // Code::invalid: id taken
  virtual Result<std::optional<record::Passkey>> passkey(std::string_view id) = 0;
  virtual Result<std::vector<record::Passkey>> passkeys(std::string_view account) = 0;
  // False when the counter does not grow (WebAuthn Level 2, section 7.2, step 21; both 0 is fine).
  virtual Result<bool> used_passkey(std::string_view id, std::int64_t counter, Millis now) = 0;
  virtual Result<bool> remove_passkey(std::string_view account, std::string_view id) = 0;

  virtual Result<std::optional<record::Lockout>> lockout(std::string_view subject) = 0;
  virtual Result<std::vector<record::Lockout>> lockouts(Millis now) = 0;  // those in force
  // At most kMostLockouts are kept; the oldest ones go.
  virtual Result<void> put_lockout(const record::Lockout& lockout) = 0;
  virtual Result<void> clear_lockout(std::string_view subject) = 0;
};
inline constexpr std::int64_t kMostLockouts = 10'000;

}  // namespace bartizan::store

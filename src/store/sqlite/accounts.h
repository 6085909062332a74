// SqliteAccounts: store/accounts.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/accounts.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteAccounts final : public Accounts {
 public:
  SqliteAccounts(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<void> add(const record::Account& account) override;
  Result<bool> add_first(const record::Account& account) override;
  Result<std::vector<record::Account>> all() override;
  Result<std::int64_t> count() override;
  Result<std::optional<record::Account>> find(std::string_view id) override;
  Result<std::optional<record::Account>> named(std::string_view name) override;
  Result<bool> set_role(std::string_view id, record::Role role) override;
  Result<bool> set_disabled(std::string_view id, bool disabled, Millis now) override;
  Result<void> set_display(std::string_view id, std::string_view display) override;
  Result<void> set_password(std::string_view id, std::string_view encoded, Millis now,
                            std::string_view keep_session, Tokens tokens) override;
  Result<void> note_login(std::string_view id, Millis now) override;
  Result<bool> erase(std::string_view id, std::string_view pseudonym) override;

  Result<void> add_link(const record::Link& link) override;
  Result<std::optional<record::Link>> link(std::string_view digest, Millis now) override;
  Result<std::optional<record::Link>> take_link(std::string_view digest, Millis now) override;

  Result<void> add_session(const record::Session& session) override;
  Result<std::optional<record::Session>> session(std::string_view digest) override;
  Result<std::vector<record::Session>> sessions(std::string_view account) override;
  Result<void> touch_session(std::string_view digest, Millis now) override;
  Result<bool> end_session(std::string_view account, std::string_view which) override;
  Result<void> end_sessions(std::string_view account, std::string_view keep) override;
  Result<std::int64_t> forget_expired(Millis idle_before, Millis now) override;

  Result<void> add_token(const record::Token& token) override;
  Result<std::optional<record::Token>> token(std::string_view digest) override;
  Result<std::vector<record::Token>> tokens(std::string_view account) override;
  Result<void> used_token(std::string_view id, Millis now) override;
  Result<bool> revoke_token(std::string_view account, std::string_view id, Millis now) override;

  Result<void> put_totp(const record::Totp& totp) override;
  Result<std::optional<record::Totp>> totp(std::string_view account) override;
  Result<bool> use_totp(std::string_view account, std::int64_t step) override;
  Result<bool> remove_totp(std::string_view account) override;
  Result<void> put_recovery(std::string_view account,
                            const std::vector<std::string>& digests) override;
  Result<bool> use_recovery(std::string_view account, std::string_view digest) override;
  Result<std::int64_t> recovery_left(std::string_view account) override;

  Result<void> add_passkey(const record::Passkey& passkey) override;
  Result<std::optional<record::Passkey>> passkey(std::string_view id) override;
  Result<std::vector<record::Passkey>> passkeys(std::string_view account) override;
  Result<bool> used_passkey(std::string_view id, std::int64_t counter, Millis now) override;
  Result<bool> remove_passkey(std::string_view account, std::string_view id) override;

  Result<std::optional<record::Lockout>> lockout(std::string_view subject) override;
  Result<std::vector<record::Lockout>> lockouts(Millis now) override;
  Result<void> put_lockout(const record::Lockout& lockout) override;
  Result<void> clear_lockout(std::string_view subject) override;

 private:
  // In a transaction: whether without this account nobody could log in as admin.
  bool is_last_admin(std::string_view id);
  std::int64_t changes() { return connection_.number("SELECT changes()"); }

  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite

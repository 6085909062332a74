// The second factors of store/accounts.h: one-time codes, recovery codes, passkeys.
#include "base/escape.h"
#include "store/sqlite/accounts.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

using record::Passkey;
using record::Totp;
using View = std::string_view;

template <typename... Values>
void change(Connection& connection, const char* sql, const Values&... values) {
  Statement(connection, sql).bind(values...).run();
}

constexpr const char* kPasskeyColumns =
    "SELECT id, account, name, algorithm, public_key, counter, created, last_used "
    "FROM account_passkey ";
Passkey passkey_of(const Statement& row) {
  return {row.text(0),   row.text(1),  base::unescape_name(row.text(2)),
          row.number(3), row.text(4),  row.number(5),
          row.number(6), row.number(7)};
}

}  // namespace

Result<void> SqliteAccounts::put_totp(const Totp& t) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_recovery WHERE account = ?", View(t.account));
    change(connection_, "INSERT OR REPLACE INTO account_totp VALUES(?, ?, ?, ?, ?)",
           View(t.account), View(t.secret), std::int64_t{t.confirmed}, t.last_step, t.created);
    transaction.commit();
  });
}

Result<std::optional<Totp>> SqliteAccounts::totp(std::string_view account) {
  return guarded(mutex_, [&]() -> std::optional<Totp> {
    Statement row(connection_,
                  "SELECT account, secret, confirmed, last_step, created FROM account_totp "
                  "WHERE account = ?");
    if (!row.bind(account).step()) return std::nullopt;
    return Totp{row.text(0), row.text(1), row.number(2) != 0, row.number(3), row.number(4)};
  });
}

Result<bool> SqliteAccounts::use_totp(std::string_view account, std::int64_t step) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_,
           "UPDATE account_totp SET last_step = ?1, confirmed = 1 WHERE account = ?2 AND "
           "last_step < ?1",
           step, account);
    const bool fresh = changes() > 0;
    if (fresh) transaction.commit();
    return fresh;
  });
}

Result<bool> SqliteAccounts::remove_totp(std::string_view account) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_recovery WHERE account = ?", account);
    change(connection_, "DELETE FROM account_totp WHERE account = ?", account);
    const bool was = changes() > 0;
    if (was) transaction.commit();
    return was;
  });
}

Result<void> SqliteAccounts::put_recovery(std::string_view account,
                                          const std::vector<std::string>& digests) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_recovery WHERE account = ?", account);
    for (const std::string& digest : digests) {
      change(connection_, "INSERT OR IGNORE INTO account_recovery VALUES(?, ?)", account,
             View(digest));
    }
    transaction.commit();
  });
}

Result<bool> SqliteAccounts::use_recovery(std::string_view account, std::string_view digest) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_recovery WHERE account = ? AND digest = ?", account,
           digest);
    const bool was = changes() > 0;
    if (was) transaction.commit();
    return was;
  });
}

Result<std::int64_t> SqliteAccounts::recovery_left(std::string_view account) {
  return guarded(mutex_, [&] {
    Statement row(connection_, "SELECT count(*) FROM account_recovery WHERE account = ?");
    return row.bind(account).step() ? row.number(0) : 0;
  });
}

Result<void> SqliteAccounts::add_passkey(const Passkey& p) {
  return guarded(mutex_, [&]() -> Result<void> {
    const std::string name = base::encode_text(p.name);
    try {
      Transaction transaction(connection_);
      change(connection_, "INSERT INTO account_passkey VALUES(?, ?, ?, ?, ?, ?, ?, ?)", View(p.id),
             View(p.account), View(name), p.algorithm, View(p.public_key), p.counter, p.created,
             p.last_used);
      transaction.commit();
      return {};
    } catch (const SqliteError& error) {
      if ((error.code & 0xff) != SQLITE_CONSTRAINT) throw;
      return base::fail(base::Code::invalid, "this passkey is registered already");
    }
  });
}

Result<std::optional<Passkey>> SqliteAccounts::passkey(std::string_view id) {
  return guarded(mutex_, [&]() -> std::optional<Passkey> {
    Statement row(connection_, (std::string(kPasskeyColumns) + "WHERE id = ?").c_str());
    if (!row.bind(id).step()) return std::nullopt;
    return passkey_of(row);
  });
}

Result<std::vector<Passkey>> SqliteAccounts::passkeys(std::string_view account) {
  return guarded(mutex_, [&] {
    Statement rows(
        connection_,
        (std::string(kPasskeyColumns) + "WHERE account = ? ORDER BY created, id").c_str());
    rows.bind(account);
    std::vector<Passkey> all;
    while (rows.step()) all.push_back(passkey_of(rows));
    return all;
  });
}

Result<bool> SqliteAccounts::used_passkey(std::string_view id, std::int64_t counter, Millis now) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_,
           "UPDATE account_passkey SET counter = ?1, last_used = ?2 WHERE id = ?3 AND "
           "(counter < ?1 OR (counter = 0 AND ?1 = 0))",
           counter, now, id);
    const bool grew = changes() > 0;
    if (grew) transaction.commit();
    return grew;
  });
}

Result<bool> SqliteAccounts::remove_passkey(std::string_view account, std::string_view id) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_passkey WHERE account = ? AND id = ?", account, id);
    const bool was = changes() > 0;
    if (was) transaction.commit();
    return was;
  });
}

}  // namespace bartizan::store::sqlite

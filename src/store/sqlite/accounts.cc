#include "store/sqlite/accounts.h"

#include "base/escape.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

using record::Account;
using record::Link;
using record::Lockout;
using record::Passkey;
using record::Session;
using record::Token;
using record::Totp;
using View = std::string_view;

std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }

constexpr const char* kAccountColumns =
    "SELECT id, name, display, role, disabled, erased, password, created, password_set, "
    "last_login FROM account ";

Account account_of(const Statement& row) {
  Account a;
  a.id = row.text(0);
  a.name = given(row.text(1));
  a.display = given(row.text(2));
  a.role = record::role(row.text(3)).value_or(record::Role::viewer);
  a.disabled = row.number(4) != 0;
  a.erased = row.number(5) != 0;
  a.password = row.text(6);
  a.created = row.number(7);
  a.password_set = row.number(8);
  a.last_login = row.number(9);
  return a;
}

void insert(Connection& connection, const Account& a) {
  const std::string name = kept(a.name), display = kept(a.display);
  Statement(connection, "INSERT INTO account VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(View(a.id), View(name), View(display), record::name(a.role), std::int64_t{a.disabled},
            std::int64_t{a.erased}, View(a.password), a.created, a.password_set, a.last_login)
      .run();
}

// Statements of one call, in a transaction of its own.
template <typename... Values>
void change(Connection& connection, const char* sql, const Values&... values) {
  Statement(connection, sql).bind(values...).run();
}

bool is_taken(const SqliteError& error) { return (error.code & 0xff) == SQLITE_CONSTRAINT; }

}  // namespace

bool SqliteAccounts::is_last_admin(std::string_view id) {
  Statement row(connection_,
                "SELECT count(*), coalesce(sum(id = ?), 0) FROM account WHERE role = 'admin' AND "
                "NOT disabled AND NOT erased");
  return row.bind(id).step() && row.number(0) == 1 && row.number(1) == 1;
}

Result<void> SqliteAccounts::add(const Account& account) {
  return guarded(mutex_, [&]() -> Result<void> {
    try {
      Transaction transaction(connection_);
      insert(connection_, account);
      transaction.commit();
      return {};
    } catch (const SqliteError& error) {
      if (!is_taken(error)) throw;
      return base::fail(base::Code::invalid, "there is an account of this name already");
    }
  });
}

Result<bool> SqliteAccounts::add_first(const Account& account) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    if (connection_.number("SELECT count(*) FROM account WHERE NOT erased") != 0) return false;
    insert(connection_, account);
    transaction.commit();
    return true;
  });
}

Result<std::vector<Account>> SqliteAccounts::all() {
  return guarded(mutex_, [&] {
    Statement rows(connection_, (std::string(kAccountColumns) + "ORDER BY erased, name").c_str());
    std::vector<Account> all;
    while (rows.step()) all.push_back(account_of(rows));
    return all;
  });
}

Result<std::int64_t> SqliteAccounts::count() {
  return guarded(
      mutex_, [&] { return connection_.number("SELECT count(*) FROM account WHERE NOT erased"); });
}

Result<std::optional<Account>> SqliteAccounts::find(std::string_view id) {
  return guarded(mutex_, [&]() -> std::optional<Account> {
    Statement row(connection_, (std::string(kAccountColumns) + "WHERE id = ?").c_str());
    if (!row.bind(id).step()) return std::nullopt;
    return account_of(row);
  });
}

Result<std::optional<Account>> SqliteAccounts::named(std::string_view name) {
  return guarded(mutex_, [&]() -> std::optional<Account> {
    Statement row(connection_, (std::string(kAccountColumns) + "WHERE name = ?").c_str());
    const std::string wanted = kept(name);
    if (!row.bind(View(wanted)).step()) return std::nullopt;
    return account_of(row);
  });
}

Result<bool> SqliteAccounts::set_role(std::string_view id, record::Role role) {
  return guarded(mutex_, [&]() -> Result<bool> {
    Transaction transaction(connection_);
    if (role != record::Role::admin && is_last_admin(id)) return false;
    change(connection_, "UPDATE account SET role = ? WHERE id = ? AND NOT erased",
           record::name(role), id);
    if (changes() == 0) return base::fail(base::Code::invalid, "there is no such account");
    change(connection_, "DELETE FROM account_session WHERE account = ?", id);
    transaction.commit();
    return true;
  });
}

namespace {
constexpr const char* kEndTokens =
    "UPDATE account_token SET revoked = ?1 WHERE account = ?2 AND revoked = 0";
}  // namespace

Result<bool> SqliteAccounts::set_disabled(std::string_view id, bool disabled, Millis now) {
  return guarded(mutex_, [&]() -> Result<bool> {
    Transaction transaction(connection_);
    if (disabled && is_last_admin(id)) return false;
    change(connection_, "UPDATE account SET disabled = ? WHERE id = ? AND NOT erased",
           std::int64_t{disabled}, id);
    if (changes() == 0) return base::fail(base::Code::invalid, "there is no such account");
    if (disabled) {
      change(connection_, "DELETE FROM account_session WHERE account = ?", id);
      change(connection_, "DELETE FROM account_link WHERE account = ?", id);
      change(connection_, kEndTokens, now, id);
    }
    transaction.commit();
    return true;
  });
}

Result<void> SqliteAccounts::set_display(std::string_view id, std::string_view display) {
  return guarded(mutex_, [&] {
    const std::string text = kept(display);
    Transaction transaction(connection_);
    change(connection_, "UPDATE account SET display = ? WHERE id = ? AND NOT erased", View(text),
           id);
    transaction.commit();
  });
}

Result<void> SqliteAccounts::set_password(std::string_view id, std::string_view encoded, Millis now,
                                          std::string_view keep_session, Tokens tokens) {
  return guarded(mutex_, [&]() -> Result<void> {
    Transaction transaction(connection_);
    change(connection_,
           "UPDATE account SET password = ?, password_set = ? WHERE id = ? AND NOT erased", encoded,
           now, id);
    if (changes() == 0) return base::fail(base::Code::invalid, "there is no such account");
    change(connection_, "DELETE FROM account_session WHERE account = ? AND digest <> ?", id,
           keep_session);
    change(connection_, "DELETE FROM account_link WHERE account = ?", id);
    if (tokens == Tokens::end) change(connection_, kEndTokens, now, id);
    transaction.commit();
    return {};
  });
}

Result<void> SqliteAccounts::note_login(std::string_view id, Millis now) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "UPDATE account SET last_login = ? WHERE id = ?", now, id);
    transaction.commit();
  });
}

Result<bool> SqliteAccounts::erase(std::string_view id, std::string_view pseudonym) {
  return guarded(mutex_, [&]() -> Result<bool> {
    Transaction transaction(connection_);
    if (is_last_admin(id)) return false;
    change(connection_,
           "UPDATE account SET name = ?, display = '', password = '', password_set = 0, "
           "last_login = 0, disabled = 1, erased = 1 WHERE id = ?",
           pseudonym, id);
    if (changes() == 0) return base::fail(base::Code::invalid, "there is no such account");
    for (const char* sql : {"DELETE FROM account_session WHERE account = ?",
                            "DELETE FROM account_token WHERE account = ?",
                            "DELETE FROM account_link WHERE account = ?",
                            "DELETE FROM account_totp WHERE account = ?",
                            "DELETE FROM account_recovery WHERE account = ?",
                            "DELETE FROM account_passkey WHERE account = ?"}) {
      change(connection_, sql, id);
    }
    transaction.commit();
    return true;
  });
}

Result<void> SqliteAccounts::add_link(const Link& link) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_link WHERE purpose = ? AND account = ?",
           View(link.purpose), View(link.account));
    change(connection_, "INSERT INTO account_link VALUES(?, ?, ?, ?, ?)", View(link.digest),
           View(link.purpose), View(link.account), link.created, link.expires);
    transaction.commit();
  });
}

namespace {
std::optional<Link> link_in(Connection& connection, std::string_view digest, Millis now) {
  Statement row(connection,
                "SELECT digest, purpose, account, created, expires FROM account_link "
                "WHERE digest = ? AND expires > ?");
  if (!row.bind(digest, now).step()) return std::nullopt;
  return Link{row.text(0), row.text(1), row.text(2), row.number(3), row.number(4)};
}
}  // namespace

Result<std::optional<Link>> SqliteAccounts::link(std::string_view digest, Millis now) {
  return guarded(mutex_, [&] { return link_in(connection_, digest, now); });
}

Result<std::optional<Link>> SqliteAccounts::take_link(std::string_view digest, Millis now) {
  return guarded(mutex_, [&]() -> std::optional<Link> {
    Transaction transaction(connection_);
    auto link = link_in(connection_, digest, now);
    if (!link) return std::nullopt;
    change(connection_, "DELETE FROM account_link WHERE digest = ?", digest);
    transaction.commit();
    return link;
  });
}

namespace {
constexpr const char* kSessionColumns =
    "SELECT digest, id, account, method, address, agent, created, seen, expires "
    "FROM account_session ";
Session session_of(const Statement& row) {
  return {row.text(0),        row.text(1),   row.text(2),   row.text(3),  given(row.text(4)),
          given(row.text(5)), row.number(6), row.number(7), row.number(8)};
}
}  // namespace

Result<void> SqliteAccounts::add_session(const Session& s) {
  return guarded(mutex_, [&] {
    const std::string address = kept(s.address), agent = kept(s.agent);
    Transaction transaction(connection_);
    change(connection_, "INSERT INTO account_session VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
           View(s.digest), View(s.id), View(s.account), View(s.method), View(address), View(agent),
           s.created, s.seen, s.expires);
    transaction.commit();
  });
}

Result<std::optional<Session>> SqliteAccounts::session(std::string_view digest) {
  return guarded(mutex_, [&]() -> std::optional<Session> {
    Statement row(connection_, (std::string(kSessionColumns) + "WHERE digest = ?").c_str());
    if (!row.bind(digest).step()) return std::nullopt;
    return session_of(row);
  });
}

Result<std::vector<Session>> SqliteAccounts::sessions(std::string_view account) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kSessionColumns) + "WHERE account = ? ORDER BY seen DESC").c_str());
    rows.bind(account);
    std::vector<Session> all;
    while (rows.step()) all.push_back(session_of(rows));
    return all;
  });
}

Result<void> SqliteAccounts::touch_session(std::string_view digest, Millis now) {
  return guarded(mutex_, [&] {
    // Not a change that an audit entry could belong to, hence no transaction of its own.
    change(connection_, "UPDATE account_session SET seen = ? WHERE digest = ?", now, digest);
  });
}

Result<bool> SqliteAccounts::end_session(std::string_view account, std::string_view which) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_,
           "DELETE FROM account_session WHERE (digest = ?1 OR id = ?1) AND (?2 = '' OR "
           "account = ?2)",
           which, account);
    const bool was = changes() > 0;
    if (was) transaction.commit();
    return was;
  });
}

Result<void> SqliteAccounts::end_sessions(std::string_view account, std::string_view keep) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_,
           "DELETE FROM account_session WHERE account = ?1 AND digest <> ?2 AND id <> ?2", account,
           keep);
    transaction.commit();
  });
}

Result<std::int64_t> SqliteAccounts::forget_expired(Millis idle_before, Millis now) {
  return guarded(mutex_, [&] {
    change(connection_, "DELETE FROM account_session WHERE seen < ? OR expires <= ?", idle_before,
           now);
    std::int64_t gone = changes();
    change(connection_, "DELETE FROM account_link WHERE expires <= ?", now);
    gone += changes();
    return gone;
  });
}

namespace {
constexpr const char* kTokenColumns =
    "SELECT id, account, name, digest, scopes, created, expires, last_used, revoked, parent "
    "FROM account_token ";
Token token_of(const Statement& row) {
  Token t;
  t.id = row.text(0);
  t.account = row.text(1);
  t.name = given(row.text(2));
  t.digest = row.text(3);
  const std::string scopes = row.text(4);
  for (std::size_t from = 0; from < scopes.size();) {
    const std::size_t blank = std::min(scopes.find(' ', from), scopes.size());
    t.scopes.push_back(scopes.substr(from, blank - from));
    from = blank + 1;
  }
  t.created = row.number(5);
  t.expires = row.number(6);
  t.last_used = row.number(7);
  t.revoked = row.number(8);
  t.parent = row.text(9);
  return t;
}
}  // namespace

Result<void> SqliteAccounts::add_token(const Token& t) {
  return guarded(mutex_, [&]() -> Result<void> {
    std::string scopes;
    for (const std::string& scope : t.scopes) scopes += (scopes.empty() ? "" : " ") + scope;
    const std::string name = kept(t.name);
    Transaction transaction(connection_);
    if (!t.parent.empty()) {
      // Here, not before: it may have been revoked since it asked.
      Statement maker(connection_,
                      "SELECT expires FROM account_token WHERE id = ? AND account = ? AND "
                      "revoked = 0");
      if (!maker.bind(View(t.parent), View(t.account)).step()) {
        return base::fail(base::Code::invalid, "the token that makes it is not in use");
      }
      if (maker.number(0) < t.expires) {
        return base::fail(base::Code::invalid, "a token does not outlive the one that made it");
      }
    }
    change(connection_, "INSERT INTO account_token VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           View(t.id), View(t.account), View(name), View(t.digest), View(scopes), t.created,
           t.expires, t.last_used, t.revoked, View(t.parent));
    transaction.commit();
    return {};
  });
}

Result<std::optional<Token>> SqliteAccounts::token(std::string_view digest) {
  return guarded(mutex_, [&]() -> std::optional<Token> {
    Statement row(connection_, (std::string(kTokenColumns) + "WHERE digest = ?").c_str());
    if (!row.bind(digest).step()) return std::nullopt;
    return token_of(row);
  });
}

Result<std::vector<Token>> SqliteAccounts::tokens(std::string_view account) {
  return guarded(mutex_, [&] {
    Statement rows(connection_, (std::string(kTokenColumns) +
                                 "WHERE ?1 = '' OR account = ?1 ORDER BY created, id")
                                    .c_str());
    rows.bind(account);
    std::vector<Token> all;
    while (rows.step()) all.push_back(token_of(rows));
    return all;
  });
}

Result<void> SqliteAccounts::used_token(std::string_view id, Millis now) {
  return guarded(mutex_, [&] {
    change(connection_, "UPDATE account_token SET last_used = ? WHERE id = ?", now, id);
  });
}

Result<bool> SqliteAccounts::revoke_token(std::string_view account, std::string_view id,
                                          Millis now) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_,
           "UPDATE account_token SET revoked = ?1 WHERE id = ?2 AND revoked = 0 AND "
           "(?3 = '' OR account = ?3)",
           now, id, account);
    const bool was = changes() > 0;
    if (!was) return false;
    // UNION, not UNION ALL: a row that was tampered with into a ring ends, too.
    change(
        connection_,
        "WITH RECURSIVE made(id) AS (SELECT id FROM account_token WHERE parent = ?2 UNION "
        "SELECT t.id FROM account_token t JOIN made ON t.parent = made.id) "
        "UPDATE account_token SET revoked = ?1 WHERE revoked = 0 AND id IN (SELECT id FROM made)",
        now, id);
    transaction.commit();
    return true;
  });
}

Result<std::optional<Lockout>> SqliteAccounts::lockout(std::string_view subject) {
  return guarded(mutex_, [&]() -> std::optional<Lockout> {
    Statement row(connection_,
                  "SELECT subject, failures, last, until FROM account_lockout WHERE subject = ?");
    if (!row.bind(subject).step()) return std::nullopt;
    return Lockout{row.text(0), row.number(1), row.number(2), row.number(3)};
  });
}

Result<std::vector<Lockout>> SqliteAccounts::lockouts(Millis now) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT subject, failures, last, until FROM account_lockout WHERE until > ? "
                   "ORDER BY subject");
    rows.bind(now);
    std::vector<Lockout> all;
    while (rows.step()) {
      all.push_back({rows.text(0), rows.number(1), rows.number(2), rows.number(3)});
    }
    return all;
  });
}

Result<void> SqliteAccounts::put_lockout(const Lockout& l) {
  return guarded(mutex_, [&] {
    change(connection_,
           "INSERT INTO account_lockout VALUES(?, ?, ?, ?) ON CONFLICT(subject) DO UPDATE SET "
           "failures = excluded.failures, last = excluded.last, until = excluded.until",
           View(l.subject), l.failures, l.last, l.until);
    change(connection_,
           "DELETE FROM account_lockout WHERE subject IN (SELECT subject FROM account_lockout "
           "ORDER BY last DESC LIMIT -1 OFFSET ?)",
           kMostLockouts);
  });
}

Result<void> SqliteAccounts::clear_lockout(std::string_view subject) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    change(connection_, "DELETE FROM account_lockout WHERE subject = ?", subject);
    transaction.commit();
  });
}

}  // namespace bartizan::store::sqlite

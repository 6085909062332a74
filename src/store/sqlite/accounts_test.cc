// What must hold of accounts, sessions, links, tokens and second factors, whatever is asked.
#include <doctest/doctest.h>

#include <string>

#include "store/store.h"
#include "support/memory_store.h"

namespace bartizan::store {
namespace {

using record::Account;
using record::Role;

constexpr base::Millis kNow = 1'790'000'000'000;

using tests::memory;

Account account(const std::string& name, Role role) {
  Account a;
  a.id = "account_" + name;
  a.name = name;
  a.display = "The " + name;
  a.role = role;
  a.created = kNow;
  return a;
}

record::Session session(const std::string& of, char digit) {
  record::Session s;
  s.digest = std::string(64, digit);
  s.id = std::string("session_") + digit;
  s.account = "account_" + of;
  s.method = "password";
  s.address = "::1";
  s.agent = "Mozilla \x1b[31m";
  s.created = s.seen = kNow;
  s.expires = kNow + 1000;
  return s;
}

TEST_CASE("names are unique, and the first account is the first") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  CHECK(accounts.count().value() == 0);
  CHECK(accounts.add_first(account("ada", Role::admin)).value());
  CHECK_FALSE(accounts.add_first(account("eve", Role::admin)).value());
  CHECK(accounts.add(account("ada", Role::viewer)).error().code == base::Code::invalid);
  Account other = account("ADA", Role::viewer);
  CHECK(accounts.add(other).error().code == base::Code::invalid);
  CHECK(accounts.add(account("bob", Role::viewer)).has_value());
  CHECK(accounts.named("ADA").value() == account("ada", Role::admin));
  CHECK(accounts.find("account_bob").value() == account("bob", Role::viewer));
  CHECK_FALSE(accounts.find("account_eve").value());
  CHECK(accounts.all().value().size() == 2);
}

TEST_CASE("the last admin stays one, and stays") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  REQUIRE(accounts.add(account("bob", Role::analyst)).has_value());
  CHECK_FALSE(accounts.set_role("account_ada", Role::viewer).value());
  CHECK_FALSE(accounts.set_disabled("account_ada", true, kNow).value());
  CHECK_FALSE(accounts.erase("account_ada", "person_x").value());
  CHECK(accounts.set_disabled("account_bob", true, kNow).value());
  CHECK(accounts.set_role("account_bob", Role::admin).value());
  CHECK_FALSE(accounts.set_role("account_ada", Role::viewer).value());  // bob is disabled
  CHECK(accounts.set_disabled("account_bob", false, kNow).value());
  CHECK(accounts.set_role("account_ada", Role::viewer).value());
  CHECK(accounts.find("account_ada").value()->role == Role::viewer);
  CHECK(accounts.set_role("account_eve", Role::admin).error().code == base::Code::invalid);
}

TEST_CASE("a change of role or password ends sessions") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  REQUIRE(accounts.add(account("bob", Role::analyst)).has_value());
  for (const char c : {'a', 'b'}) REQUIRE(accounts.add_session(session("bob", c)).has_value());
  CHECK(accounts.session(std::string(64, 'a')).value() == session("bob", 'a'));
  REQUIRE(accounts
              .set_password("account_bob", "$argon2id$", kNow, std::string(64, 'b'),
                            Accounts::Tokens::stay)
              .has_value());
  CHECK_FALSE(accounts.session(std::string(64, 'a')).value());
  CHECK(accounts.session(std::string(64, 'b')).value());
  CHECK(accounts.set_role("account_bob", Role::approver).value());
  CHECK(accounts.sessions("account_bob").value().empty());

  REQUIRE(accounts.add_session(session("bob", 'c')).has_value());
  CHECK_FALSE(accounts.end_session("account_ada", "session_c").value());
  CHECK(accounts.end_session("account_bob", "session_c").value());
  REQUIRE(accounts.add_session(session("bob", 'd')).has_value());
  CHECK(accounts.forget_expired(kNow - 1, kNow + 999).value() == 0);
  CHECK(accounts.forget_expired(kNow - 1, kNow + 1000).value() == 1);
}

TEST_CASE("a link is good once, for a time, and a newer one replaces it") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  const auto link = [](char digit) {
    return record::Link{std::string(64, digit), "reset", "account_ada", kNow, kNow + 100};
  };
  REQUIRE(accounts.add_link(link('a')).has_value());
  CHECK(accounts.link(std::string(64, 'a'), kNow).value() == link('a'));
  CHECK_FALSE(accounts.take_link(std::string(64, 'a'), kNow + 100).value());
  REQUIRE(accounts.add_link(link('b')).has_value());
  CHECK_FALSE(accounts.take_link(std::string(64, 'a'), kNow).value());
  CHECK(accounts.take_link(std::string(64, 'b'), kNow).value() == link('b'));
  CHECK_FALSE(accounts.take_link(std::string(64, 'b'), kNow).value());
}

TEST_CASE("tokens come back as they went in, and are revoked once") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  const record::Token token{"token_1",
                            "account_ada",
                            "ci",
                            std::string(64, 'd'),
                            {"read", "scan"},
                            kNow,
                            kNow + 100,
                            kNow + 1,
                            0,
                            {}};
  REQUIRE(accounts.add_token(token).has_value());
  CHECK(accounts.token(std::string(64, 'd')).value() == token);
  CHECK(accounts.tokens("account_ada").value().size() == 1);
  CHECK_FALSE(accounts.revoke_token("account_bob", "token_1", kNow).value());
  CHECK(accounts.revoke_token("", "token_1", kNow).value());
  CHECK_FALSE(accounts.revoke_token("", "token_1", kNow).value());
  CHECK(accounts.token(std::string(64, 'd')).value()->revoked == kNow);
}

TEST_CASE("a token lives no longer than the one that made it, and ends with it") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  REQUIRE(accounts.add(account("bob", Role::analyst)).has_value());
  const auto token = [](const std::string& name, const std::string& parent, Millis expires) {
    return record::Token{"token_" + name,
                         "account_ada",
                         name,
                         "digest " + name,
                         {"read"},
                         kNow,
                         kNow + expires,
                         0,
                         0,
                         parent};
  };
  const auto revoked = [&](const std::string& name) {
    return accounts.token("digest " + name).value()->revoked != 0;
  };
  REQUIRE(accounts.add_token(token("a", "", 100)).has_value());
  REQUIRE(accounts.add_token(token("other", "", 100)).has_value());
  CHECK(accounts.add_token(token("b", "token_a", 101)).error().code == base::Code::invalid);
  REQUIRE(accounts.add_token(token("b", "token_a", 100)).has_value());
  REQUIRE(accounts.add_token(token("c", "token_b", 50)).has_value());
  CHECK(accounts.token("digest c").value() == token("c", "token_b", 50));
  CHECK_FALSE(accounts.add_token(token("d", "token_none", 50)).has_value());
  auto foreign = token("d", "token_a", 50);
  foreign.account = "account_bob";
  CHECK_FALSE(accounts.add_token(foreign).has_value());
  CHECK(accounts.revoke_token("account_ada", "token_a", kNow).value());
  CHECK(revoked("a"));
  CHECK(revoked("b"));
  CHECK(revoked("c"));
  CHECK_FALSE(revoked("other"));
  CHECK_FALSE(accounts.add_token(token("e", "token_c", 50)).has_value());
}

TEST_CASE("tokens end with a password where that is asked for, and with the account") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  for (const char* name : {"ada", "bob"}) {
    REQUIRE(accounts.add(account(name, Role::admin)).has_value());
    const std::string id = std::string("account_") + name;
    REQUIRE(accounts
                .add_token(
                    {"token_" + id, id, "ci", "digest " + id, {"read"}, kNow, kNow + 100, 0, 0, {}})
                .has_value());
  }
  const auto revoked = [&](const std::string& of) {
    return accounts.token("digest account_" + of).value()->revoked != 0;
  };
  using Tokens = Accounts::Tokens;
  REQUIRE(accounts.set_password("account_ada", "$x$", kNow, "", Tokens::stay).has_value());
  CHECK_FALSE(revoked("ada"));
  REQUIRE(accounts.set_password("account_ada", "$x$", kNow, "", Tokens::end).has_value());
  CHECK(revoked("ada"));
  CHECK_FALSE(revoked("bob"));
  REQUIRE(accounts.set_disabled("account_bob", true, kNow).value());
  CHECK(revoked("bob"));
}

TEST_CASE("each code is good once, and never an earlier one") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  REQUIRE(accounts.put_totp({"account_ada", "sealed", false, 0, kNow}).has_value());
  CHECK(accounts.use_totp("account_ada", 100).value());
  CHECK(accounts.totp("account_ada").value()->confirmed);
  CHECK_FALSE(accounts.use_totp("account_ada", 100).value());
  CHECK_FALSE(accounts.use_totp("account_ada", 99).value());
  CHECK(accounts.use_totp("account_ada", 101).value());
  REQUIRE(accounts.put_recovery("account_ada", {"r1", "r2"}).has_value());
  CHECK(accounts.use_recovery("account_ada", "r1").value());
  CHECK_FALSE(accounts.use_recovery("account_ada", "r1").value());
  CHECK(accounts.recovery_left("account_ada").value() == 1);
  CHECK(accounts.remove_totp("account_ada").value());
  CHECK(accounts.recovery_left("account_ada").value() == 0);
  CHECK_FALSE(accounts.use_totp("account_ada", 200).value());
}

TEST_CASE("a passkey's counter must grow, or stay at nothing") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  const record::Passkey key{"id1", "account_ada", "laptop", -7, "04ab", 5, kNow, 0};
  REQUIRE(accounts.add_passkey(key).has_value());
  CHECK(accounts.add_passkey(key).error().code == base::Code::invalid);
  CHECK(accounts.passkey("id1").value() == key);
  CHECK_FALSE(accounts.used_passkey("id1", 5, kNow).value());
  CHECK_FALSE(accounts.used_passkey("id1", 0, kNow).value());
  CHECK(accounts.used_passkey("id1", 6, kNow).value());
  record::Passkey plain = key;
  plain.id = "id2";
  plain.counter = 0;
  REQUIRE(accounts.add_passkey(plain).has_value());
  CHECK(accounts.used_passkey("id2", 0, kNow).value());
  CHECK(accounts.used_passkey("id2", 1, kNow).value());
  CHECK_FALSE(accounts.used_passkey("id2", 0, kNow).value());
  CHECK_FALSE(accounts.remove_passkey("account_bob", "id1").value());
  CHECK(accounts.remove_passkey("account_ada", "id1").value());
}

TEST_CASE("an erased account keeps nothing of its person") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.add(account("ada", Role::admin)).has_value());
  REQUIRE(accounts.add(account("bob", Role::analyst)).has_value());
  REQUIRE(accounts.add_session(session("bob", 'a')).has_value());
  REQUIRE(accounts.put_totp({"account_bob", "sealed", true, 0, kNow}).has_value());
  REQUIRE(accounts.add_passkey({"id1", "account_bob", "k", -7, "04", 0, kNow, 0}).has_value());
  CHECK(accounts.erase("account_bob", "person_b").value());
  const Account gone = accounts.find("account_bob").value().value();
  CHECK(gone.erased);
  CHECK(gone.disabled);
  CHECK(gone.name == "person_b");
  CHECK(gone.display.empty());
  CHECK_FALSE(accounts.named("bob").value());
  CHECK(accounts.sessions("account_bob").value().empty());
  CHECK(accounts.passkeys("account_bob").value().empty());
  CHECK_FALSE(accounts.totp("account_bob").value());
  CHECK(accounts.count().value() == 1);
  CHECK(accounts.add(account("bob2", Role::viewer)).has_value());
}

TEST_CASE("lockouts are kept, listed while they hold, and bounded") {
  const auto store = memory();
  Accounts& accounts = store->accounts();
  REQUIRE(accounts.put_lockout({"name:a", 3, kNow, kNow + 10}).has_value());
  REQUIRE(accounts.put_lockout({"name:a", 4, kNow + 1, kNow + 20}).has_value());
  CHECK(accounts.lockout("name:a").value() == record::Lockout{"name:a", 4, kNow + 1, kNow + 20});
  CHECK(accounts.lockouts(kNow + 15).value().size() == 1);
  CHECK(accounts.lockouts(kNow + 20).value().empty());
  REQUIRE(accounts.clear_lockout("name:a").has_value());
  CHECK_FALSE(accounts.lockout("name:a").value());
}

}  // namespace
}  // namespace bartizan::store

// Signing in, links, sessions and tokens, as requests see them; time is faked.
#include "server/accounts.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "server/auth/totp.h"
#include "text/base64.h"

namespace bartizan::server {
namespace {

constexpr PasswordCost kCheap{1, 64, 1};
constexpr const char* kPassword = "river-copper-lamp";

struct Fixture {
  base::Millis time = 1'790'000'000'000;
  std::unique_ptr<store::Store> store = std::move(*store::open({"", true, 0, false}));
  Accounts accounts{*store, ServerKey(std::string(32, 'k')), [this] { return time; }, kCheap};

  static Request request(const std::string& cookie = {}, bool tls = false) {
    Request request;
    request.method = Method::post;
    request.peer = {"192.0.2.1", false, tls};
    request.headers = {{"host", "localhost:8765"}};
    if (!cookie.empty()) request.headers.push_back({"cookie", cookie});
    return request;
  }
  // "bartizan=SECRET" of a Set-Cookie.
  static std::string pair(const SignedIn& in) { return in.cookie.substr(0, in.cookie.find(';')); }

  SignedIn first() {
    const std::string secret = accounts.new_link("first-start", "").value();
    auto in = accounts.use_link(request(), secret, "ada", kPassword, "");
    REQUIRE_MESSAGE(in.has_value(), in.error().detail);
    return *in;
  }
  std::expected<SignedIn, Denial> sign_in(const std::string& name, const std::string& password,
                                          const std::string& code = "") {
    return accounts.sign_in(request(), name, password, code);
  }
};

TEST_CASE("the first start: a link that is good once, then an admin") {
  Fixture f;
  CHECK_FALSE(f.sign_in("admin", "admin").has_value());
  const std::string secret = f.accounts.new_link("first-start", "").value();
  CHECK(f.accounts.look_at_link(f.request(), secret)->purpose == "first-start");
  CHECK(f.accounts.use_link(f.request(), secret, "ada", "short", "").error().status == 400);
  CHECK(f.accounts.use_link(f.request(), secret, "a b", kPassword, "").error().status == 400);
  CHECK(f.accounts.use_link(f.request(), "other", "ada", kPassword, "").error().status == 401);
  const auto in = f.accounts.use_link(f.request(), secret, "ada", kPassword, "");
  REQUIRE(in.has_value());
  CHECK(in->account.role == record::Role::admin);
  CHECK(f.accounts.use_link(f.request(), secret, "eve", kPassword, "").error().status == 401);
  CHECK(f.sign_in("ada", kPassword).has_value());
  CHECK(f.sign_in("ADA", kPassword).has_value());
  // A link that was made before somebody else was first.
  const std::string late = f.accounts.new_link("first-start", "").value();
  CHECK(f.accounts.use_link(f.request(), late, "eve", kPassword, "").error().status == 401);
  CHECK(f.store->accounts().count().value() == 1);
}

TEST_CASE("a link ends after fifteen minutes") {
  Fixture f;
  const std::string secret = f.accounts.new_link("first-start", "").value();
  f.time += kLinkLife;
  CHECK(f.accounts.use_link(f.request(), secret, "ada", kPassword, "").error().status == 401);
}

TEST_CASE("a session lives while it is used, and twelve hours at most") {
  Fixture f;
  const SignedIn in = f.first();
  CHECK(in.cookie.find("HttpOnly; SameSite=Strict") != std::string::npos);
  const Request request = f.request(f.pair(in));
  const auto who = f.accounts.principal(request);
  REQUIRE(who.has_value());
  REQUIRE(who->has_value());
  CHECK((*who)->name == "ada");
  CHECK((*who)->role == Role::admin);
  const base::Millis start = f.time;
  while (f.time - start < kSessionLife - kSessionIdle) {
    f.time += kSessionIdle - 1;
    CHECK(f.accounts.principal(request).has_value());
  }
  f.time = start + kSessionLife;
  CHECK(f.accounts.principal(request).error().status == 401);

  const auto again = f.sign_in("ada", kPassword);
  REQUIRE(again.has_value());
  f.time += kSessionIdle;
  CHECK(f.accounts.principal(f.request(f.pair(*again))).error().status == 401);
}

TEST_CASE("signing in makes a new session and ends the one before; signing out ends it") {
  Fixture f;
  const SignedIn one = f.first();
  const auto two = f.accounts.sign_in(f.request(f.pair(one)), "ada", kPassword, "");
  REQUIRE(two.has_value());
  CHECK(f.pair(one) != f.pair(*two));
  CHECK_FALSE(f.accounts.principal(f.request(f.pair(one))).has_value());
  CHECK(f.accounts.principal(f.request(f.pair(*two))).has_value());
  CHECK(f.accounts.sign_out(f.request(f.pair(*two))).find("Max-Age=0") != std::string::npos);
  CHECK_FALSE(f.accounts.principal(f.request(f.pair(*two))).has_value());
}

TEST_CASE("over TLS the cookie is one for this host alone") {
  Fixture f;
  f.first();
  const auto in = f.accounts.sign_in(f.request("", true), "ada", kPassword, "");
  REQUIRE(in.has_value());
  CHECK(in->cookie.starts_with("__Host-bartizan="));
  CHECK(in->cookie.ends_with("; Secure"));
  CHECK(f.accounts.principal(f.request(f.pair(*in), true))->has_value());
  CHECK_FALSE(f.accounts.principal(f.request(f.pair(*in), false))->has_value());
}

TEST_CASE("an unsafe request proves that it was meant") {
  Fixture f;
  const SignedIn in = f.first();
  Request request = f.request(f.pair(in));
  const Principal who = **f.accounts.principal(request);
  CHECK_FALSE(f.accounts.meant(request, who));
  request.headers.push_back({"x-bartizan-csrf", "x" + in.csrf.substr(1)});
  CHECK_FALSE(f.accounts.meant(request, who));
  request.headers.back().value = in.csrf;
  CHECK(f.accounts.meant(request, who));
  CHECK(f.accounts.csrf(request) == in.csrf);
  const auto other = f.sign_in("ada", kPassword);
  CHECK(other->csrf != in.csrf);
}

TEST_CASE("failures slow down, for names that exist and those that do not, and never for ever") {
  for (const char* name : {"ada", "nobody"}) {
    Fixture f;
    f.first();
    for (int i = 0; i < 5; ++i) {
      const auto in = f.sign_in(name, "river-copper-lamb");
      CHECK(in.error().status == 401);
      CHECK(in.error().detail == "The name or the password is wrong.");
    }
    const auto locked = f.sign_in(name, kPassword);
    CHECK(locked.error().status == 429);
    CHECK(locked.error().retry_after == 30);
    f.time += 30'000;
    CHECK(f.sign_in(name, "river-copper-lamb").error().status == 401);
    CHECK(f.sign_in(name, kPassword).error().retry_after == 60);
    f.time += 60'000;
    CHECK(f.sign_in(name, kPassword).has_value() == (std::string(name) == "ada"));
  }
}

// How many of 24 that run at once are looked at, and found wrong.
template <class Try>
int tried_at_once(Try one) {
  std::atomic<int> tried = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 24; ++i) {
    threads.emplace_back([&] {
      const unsigned status = one();
      if (status != 429) ++tried;
    });
  }
  threads.clear();
  return tried;
}

TEST_CASE("attempts that run at once pass no limit that those in a row would meet") {
  Fixture f;
  const SignedIn in = f.first();
  Principal ada;
  ada.account = in.account.id;
  CHECK(tried_at_once([&] { return f.sign_in("ada", "river-copper-lamb").error().status; }) == 5);
  CHECK(f.sign_in("ada", kPassword).error().status == 429);
  f.time += 15 * 60'000;
  CHECK(f.sign_in("ada", kPassword).has_value());
  CHECK(tried_at_once([&] {
          return f.accounts.check_password(f.request(), ada, "river-copper-lamb").error().status;
        }) == 5);
  f.time += 15 * 60'000;
  REQUIRE(f.accounts.check_password(f.request(), ada, kPassword).has_value());
  const std::string secret(20, 's');
  const std::string sealed = f.accounts.key().seal("totp " + ada.account, secret);
  REQUIRE(f.store->accounts().put_totp({ada.account, sealed, true, 0, f.time}).has_value());
  // From everywhere, so that no address tries too often.
  std::atomic<int> host = 0;
  CHECK(tried_at_once([&] {
          Request request = f.request();
          request.peer.address = "192.0.2." + std::to_string(++host);
          return f.accounts.check_code(request, in.account, "000000").error().status;
        }) == 5);
}

TEST_CASE("an attempt that came to no end counts for nothing") {
  Fixture f;
  Attempts attempts(*f.store, [&] { return f.time; });
  for (int i = 0; i < 9; ++i) CHECK(attempts.begin("name:x").has_value());
  {
    std::vector<Attempts::Attempt> running;
    for (int i = 0; i < 5; ++i) running.push_back(std::move(*attempts.begin("name:x")));
    CHECK(attempts.begin("name:x").error().retry_after == 1);
    CHECK(attempts.begin("name:y").has_value());
    CHECK(running.front().failed() == 1);
    CHECK(running.back().failed() == 2);
  }
  CHECK(attempts.begin("name:x")->failed() == 3);
  attempts.begin("name:x")->succeeded();
  CHECK(attempts.begin("name:x")->failed() == 1);
}

TEST_CASE("one address may not try without end") {
  Fixture f;
  f.first();
  unsigned refused = 0;
  for (int i = 0; i < 60; ++i) {
    const auto in = f.sign_in("name" + std::to_string(i), kPassword);
    if (in.error().status == 429) ++refused;
  }
  CHECK(refused >= 38);
  f.time += 60'000;
  CHECK(f.sign_in("ada", kPassword).has_value());
}

TEST_CASE("a second factor is asked for, and each code is good once") {
  Fixture f;
  const SignedIn in = f.first();
  const std::string secret(20, 's');
  const std::string id = in.account.id;
  REQUIRE(f.store->accounts()
              .put_totp({id, f.accounts.key().seal("totp " + id, secret), true, 0, f.time})
              .has_value());
  REQUIRE(f.store->accounts()
              .put_recovery(id, {f.accounts.key().digest("recovery " + id, "abcdefghij")})
              .has_value());
  const auto asked = f.sign_in("ada", kPassword);
  CHECK(asked.error().needs == "code");
  CHECK(f.sign_in("ada", kPassword, "000000").error().needs == "code");
  const std::string code = totp_code(secret, f.time / kTotpStep);
  CHECK(f.sign_in("ada", kPassword, code).has_value());
  CHECK(f.sign_in("ada", kPassword, code).error().needs == "code");
  CHECK(f.sign_in("ada", kPassword, "ABCDE-FGHIJ").has_value());
  CHECK_FALSE(f.sign_in("ada", kPassword, "abcde-fghij").has_value());
  // A link stands for the password only.
  const std::string link = f.accounts.new_link("reset", id).value();
  CHECK(f.accounts.use_link(f.request(), link, "", "another-good-phrase", "").error().needs ==
        "code");
  f.time += 2 * kTotpStep;
  CHECK(f.accounts
            .use_link(f.request(), link, "", "another-good-phrase",
                      totp_code(secret, f.time / kTotpStep))
            .has_value());
}

TEST_CASE("a disabled account gets in nowhere, and a change of role ends its sessions") {
  Fixture f;
  const SignedIn ada = f.first();
  record::Account bob;
  bob.id = "account_bob";
  bob.name = "bob";
  REQUIRE(f.store->accounts().add(bob).has_value());
  const std::string link = f.accounts.new_link("invite", bob.id).value();
  const auto in = f.accounts.use_link(f.request(), link, "", kPassword, "");
  REQUIRE(in.has_value());
  CHECK((*f.accounts.principal(f.request(f.pair(*in))))->role == Role::viewer);
  REQUIRE(f.store->accounts().set_role(bob.id, record::Role::analyst).value());
  CHECK_FALSE(f.accounts.principal(f.request(f.pair(*in))).has_value());
  const std::string reset = f.accounts.new_link("reset", bob.id).value();
  REQUIRE(f.store->accounts().set_disabled(bob.id, true, f.time).value());
  CHECK(f.sign_in("bob", kPassword).error().detail == "The name or the password is wrong.");
  CHECK_FALSE(f.accounts.use_link(f.request(), reset, "", kPassword, "").has_value());
}

TEST_CASE("programs have tokens, never passwords") {
  Fixture f;
  const SignedIn in = f.first();
  const auto made = new_token(*f.store, f.accounts.key(), in.account.id, "ci", {"read", "scan"},
                              f.time + 1000, f.time);
  REQUIRE(made.has_value());
  CHECK(made->secret.starts_with("bzt_"));
  CHECK(made->secret.size() == 56);
  const auto with = [&](const std::string& header) {
    Request request = f.request();
    request.headers.push_back({"authorization", header});
    return f.accounts.principal(request);
  };
  const auto who = with("Bearer " + made->secret);
  REQUIRE(who.has_value());
  CHECK((*who)->via == Via::token);
  CHECK((*who)->scopes.has(Scope::scan));
  CHECK_FALSE((*who)->scopes.has(Scope::admin));
  CHECK(f.accounts.meant(f.request(), **who));
  CHECK(with("Basic " + text::encode_base64("ci:" + made->secret)).has_value());
  CHECK(with("Basic " + text::encode_base64(std::string("ada:") + kPassword)).error().status ==
        401);
  CHECK(with("Bearer bzt_wrong").error().status == 401);
  CHECK(with("Bearer").error().status == 401);
  CHECK(with("Digest x").error().status == 401);
  // Sooner or later it is too often.
  bool limited = false;
  for (int i = 0; i < 300 && !limited; ++i) {
    const auto again = with("Bearer " + made->secret);
    limited = !again.has_value() && again.error().status == 429;
  }
  CHECK(limited);
  f.time += 1000;
  CHECK(with("Bearer " + made->secret).error().status == 401);
  CHECK_FALSE(
      new_token(*f.store, f.accounts.key(), in.account.id, "x", {"all"}, f.time + 1, f.time));
  CHECK_FALSE(new_token(*f.store, f.accounts.key(), in.account.id, "x", {"read"},
                        f.time + kLongestToken + 1, f.time));
}

TEST_CASE("changing a password takes the one before it and ends other sessions") {
  Fixture f;
  const SignedIn one = f.first();
  const auto two = f.sign_in("ada", kPassword);
  const Request request = f.request(f.pair(one));
  const Principal who = **f.accounts.principal(request);
  CHECK(f.accounts.change_password(request, who, "wrong", "another-good-phrase", true)
            .error()
            .status == 403);
  CHECK(f.accounts.change_password(request, who, kPassword, "short", true).error().status == 400);
  CHECK(
      f.accounts.change_password(request, who, kPassword, "another-good-phrase", true).has_value());
  CHECK(f.accounts.principal(request).has_value());
  CHECK_FALSE(f.accounts.principal(f.request(f.pair(*two))).has_value());
  CHECK(f.sign_in("ada", "another-good-phrase").has_value());
}

TEST_CASE("what was done is in the log, what was typed is not") {
  Fixture f;
  f.first();
  CHECK_FALSE(f.sign_in("my-secret-in-the-wrong-field", "x").has_value());
  CHECK_FALSE(f.sign_in("ada", "river-copper-lamb").has_value());
  const auto entries = f.store->audit().entries({}).value();
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].what == "session.wrong-password");
  CHECK(entries[0].shown_who == "ada");
  CHECK(entries[1].subject == "unknown");
  CHECK(entries[2].what == "session.start");
  CHECK(entries[3].what == "account.first");
  for (const auto& entry : entries) {
    for (const std::string& text : {entry.shown_who, entry.shown_subject, entry.shown_detail}) {
      CHECK(text.find("secret") == std::string::npos);
      CHECK(text.find("river") == std::string::npos);
    }
  }
  CHECK(f.store->audit().check().value().problem.empty());
}

}  // namespace
}  // namespace bartizan::server

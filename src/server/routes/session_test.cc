// Accounts over HTTP: from the one-time link to tokens, roles, the log and an erased person.
#include <doctest/doctest.h>

#include "server/auth/totp.h"
#include "server/test_server.h"

namespace bartizan::server {
namespace {

constexpr const char* kPassword = "river-copper-lamp";

// The server with its own gate, and a browser that keeps its cookie.
class Browser {
 public:
  explicit Browser(TestServer& server)
      : server_(server),
        app_(server.router, server.accounts, server.context, TestServer::policy(), {}) {}

  text::Node send(Method method, const std::string& target, std::string body = {},
                  unsigned wanted = 200) {
    Request request = server_.request(method, target, std::move(body));
    if (!cookie.empty()) request.headers.push_back({"cookie", cookie});
    if (!csrf.empty()) request.headers.push_back({"x-bartizan-csrf", csrf});
    if (!token.empty()) request.headers.push_back({"authorization", "Bearer " + token});
    Exchange exchange;
    exchange.request = std::move(request);
    auto admission = app_.admit(exchange);
    Response response = admission.answer ? std::move(*admission.answer) : app_.answer(exchange);
    CAPTURE(target);
    CAPTURE(response.body);
    CHECK(response.status == wanted);
    if (const auto set = response.header("set-cookie"); !set.empty()) {
      cookie = set.substr(0, set.find(';'));
    }
    base::Budget budget{base::Limits{}};
    auto tree = text::parse_json(response.body.empty() ? "{}" : response.body, budget);
    REQUIRE(tree.has_value());
    if (const text::Node* fresh = tree->find("csrf")) csrf = fresh->text;
    return std::move(*tree);
  }
  text::Node get(const std::string& target, unsigned wanted = 200) {
    return send(Method::get, "/api/v1" + target, {}, wanted);
  }
  text::Node post(const std::string& target, std::string body, unsigned wanted = 200) {
    return send(Method::post, "/api/v1" + target, std::move(body), wanted);
  }

  std::string cookie, csrf, token;

 private:
  TestServer& server_;
  Application app_;
};

std::string secret_of(std::string_view link) {
  return std::string(link.substr(link.rfind('/') + 1));
}

void first(TestServer& server, Browser& browser) {
  CHECK(browser.get("/session").find("first_start")->text == "true");
  const std::string secret = server.accounts.new_link("first-start", "").value();
  CHECK(browser.post("/session/link", R"({"secret":")" + secret + "\"}").string("purpose") ==
        "first-start");
  const auto session =
      browser.post("/session/first", R"({"secret":")" + secret + R"(","name":"ada","password":")" +
                                         kPassword + "\"}");
  CHECK(session.at({"account", "role"})->text == "admin");
  CHECK(session.find("first_start")->text == "false");
}

TEST_CASE("an admin adds somebody, who may what the role allows and no more") {
  TestServer server;
  Browser ada(server), bob(server);
  ada.get("/accounts", 401);
  first(server, ada);
  const auto made =
      ada.post("/accounts", R"({"name":"bob","display":"Bob Babbage","role":"viewer"})", 201);
  CHECK(made.string("link").starts_with("http://localhost:8765/#/welcome/"));
  CHECK(made.string("audit").starts_with("audit_"));
  ada.post("/accounts", R"({"name":"bob","role":"viewer"})", 409);
  ada.post("/accounts", R"({"name":"b b","role":"viewer"})", 400);
  for (const char* display : {R"(a\u001b[2J)", R"(a\r\nb)", R"(a\u202ebil)", R"(a\u200bb)"}) {
    ada.post("/accounts",
             R"({"name":"eve","role":"viewer","display":")" + std::string(display) + "\"}", 400);
    ada.send(Method::patch, "/api/v1/accounts/" + std::string(made.string("id")),
             R"({"display":")" + std::string(display) + "\"}", 400);
    ada.post("/tokens",
             R"({"scopes":["read"],"expires":"2027-01-01","name":")" + std::string(display) + "\"}",
             400);
  }
  ada.send(Method::patch, "/api/v1/accounts/" + std::string(made.string("id")),
           R"({"display":"Bob \u00c5kesson"})");
  ada.send(Method::patch, "/api/v1/accounts/" + std::string(made.string("id")),
           R"({"display":"Bob Babbage"})");
  bob.post("/session/first", R"({"secret":")" + secret_of(made.string("link")) +
                                 R"(","password":")" + kPassword + "\"}");
  bob.get("/accounts", 403);
  bob.get("/audit", 403);
  const std::string id(made.string("id"));
  ada.send(Method::patch, "/api/v1/accounts/" + id, R"({"role":"analyst"})");
  bob.get("/audit", 401);  // the session ended with the role
  bob.csrf.clear();
  bob.post("/session", std::string(R"({"name":"bob","password":")") + kPassword + "\"}");
  CHECK(bob.get("/audit").find("items")->items.size() > 3);
  CHECK(bob.get("/audit?what=account.role").find("items")->items.at(0).string("detail") ==
        "bob: viewer to analyst");
  const auto page = bob.get("/audit?limit=1");
  CHECK(bob.get("/audit?limit=1&cursor=" + std::string(page.string("next")))
            .find("items")
            ->items.at(0)
            .string("id") != page.find("items")->items.at(0).string("id"));
  CHECK(bob.get("/audit/verify").find("ok")->text == "true");
  const auto own = ada.get("/session");
  ada.send(Method::patch, "/api/v1/accounts/" + own.at({"account", "id"})->text,
           R"({"role":"viewer"})", 409);
  CHECK(ada.get("/accounts/" + id + "/export").at({"account", "display"})->text == "Bob Babbage");
  ada.send(Method::remove, "/api/v1/accounts/" + own.at({"account", "id"})->text, {}, 409);
  ada.send(Method::remove, "/api/v1/accounts/" + id);
  bob.get("/me/sessions", 401);
  ada.send(Method::remove, "/api/v1/accounts/" + id, {}, 404);
  CHECK(ada.get("/audit?q=bob").find("items")->items.empty());
  CHECK(ada.get("/audit/verify").find("ok")->text == "true");
}

TEST_CASE("without the header nothing is changed") {
  TestServer server;
  Browser ada(server);
  first(server, ada);
  const std::string csrf = std::exchange(ada.csrf, "");
  ada.post("/accounts", R"({"name":"bob","role":"viewer"})", 403);
  ada.csrf = csrf;
  ada.post("/accounts", R"({"name":"bob","role":"viewer"})", 201);
  ada.send(Method::remove, "/api/v1/session", {}, 204);
  ada.get("/me/sessions", 401);
}

TEST_CASE("an authenticator app is added, asked for, and removed") {
  TestServer server;
  Browser ada(server);
  first(server, ada);
  ada.post("/me/totp", "{}", 400);
  ada.post("/me/totp", R"({"password":"river-copper-lamb"})", 403);
  const std::string proof = std::string(R"({"password":")") + kPassword + "\"}";
  const auto started = ada.post("/me/totp", proof);
  CHECK(started.string("uri").starts_with("otpauth://totp/Bartizan:ada?secret="));
  ada.post("/me/totp/confirm", R"({"code":"000000"})", 400);
  const auto id = ada.get("/session").at({"account", "id"})->text;
  const auto totp = server.store->accounts().totp(id).value().value();
  CHECK_FALSE(totp.confirmed);
  const std::string secret = server.accounts.key().unseal("totp " + id, totp.secret).value();
  const auto code = [&](int steps) {
    return totp_code(secret, TestServer::kNow / kTotpStep + steps);
  };
  const auto codes = ada.post("/me/totp/confirm", R"({"code":")" + code(-1) + "\"}");
  CHECK(codes.find("recovery_codes")->items.size() == 10);
  ada.post("/me/totp", proof, 409);
  Browser again(server);
  const std::string login = std::string(R"({"name":"ada","password":")") + kPassword + "\"";
  CHECK(again.post("/session", login + "}", 401).string("needs") == "code");
  again.post("/session", login + R"(,"code":")" + code(0) + "\"}");
  CHECK(again.get("/session").at({"account", "totp"})->text == "true");
  CHECK(again.get("/me/sessions").find("items")->items.size() == 2);
  again.send(Method::remove, "/api/v1/me/totp", R"({"code":"000000"})", 403);
  again.send(Method::remove, "/api/v1/me/totp",
             R"({"code":")" + codes.find("recovery_codes")->items.at(0).text + "\"}");
  Browser third(server);
  third.post("/session", login + "}");
}

TEST_CASE("an authenticator app that is not in use yet is given up without a code") {
  TestServer server;
  Browser ada(server);
  first(server, ada);
  const std::string proof = std::string(R"({"password":")") + kPassword + "\"}";
  ada.send(Method::remove, "/api/v1/me/totp", {}, 404);
  ada.post("/me/totp", proof);
  ada.send(Method::remove, "/api/v1/me/totp", {});
  const auto said = ada.get("/audit?what=account.totp");
  REQUIRE(said.find("items")->items.size() == 1);
  CHECK(said.find("items")->items.at(0).string("detail") ==
        "an authenticator app that was not in use yet given up");
  ada.post("/me/totp/confirm", R"({"code":"000000"})", 409);
}

TEST_CASE("the first code of an authenticator app is not guessed for long, and not late") {
  TestServer server;
  Browser ada(server);
  first(server, ada);
  const std::string proof = std::string(R"({"password":")") + kPassword + "\"}";
  const std::string id(ada.get("/session").at({"account", "id"})->text);
  ada.post("/me/totp", proof);
  for (int i = 0; i < 5; ++i) ada.post("/me/totp/confirm", R"({"code":"000000"})", 400);
  ada.post("/me/totp/confirm", R"({"code":"000000"})", 429);
  ada.post("/me/totp", proof);
  ada.post("/me/totp/confirm", R"({"code":"000000"})", 429);
  auto pending = server.store->accounts().totp(id).value().value();
  pending.created -= kPendingTotpLife;
  REQUIRE(server.store->accounts().put_totp(pending).has_value());
  CHECK(ada.post("/me/totp/confirm", R"({"code":"000000"})", 409)
            .string("detail")
            .starts_with("No code came for ten minutes"));
}

TEST_CASE("a session that was left open adds and removes no way in, and does not guess for long") {
  TestServer server;
  Browser ada(server);
  first(server, ada);
  record::Passkey passkey;
  passkey.id = "cGFzc2tleQ";
  passkey.account = ada.get("/session").at({"account", "id"})->text;
  REQUIRE(server.store->accounts().add_passkey(passkey).has_value());
  const std::string wrong = R"({"password":"river-copper-lamb"})";
  const std::string right = std::string(R"({"password":")") + kPassword + "\"}";
  ada.send(Method::remove, "/api/v1/me/passkeys/cGFzc2tleQ", "{}", 400);
  ada.send(Method::remove, "/api/v1/me/passkeys/cGFzc2tleQ", wrong, 403);
  CHECK(server.store->accounts().passkeys(passkey.account).value().size() == 1);
  ada.send(Method::remove, "/api/v1/me/passkeys/cGFzc2tleQ", right);
  ada.send(Method::remove, "/api/v1/me/passkeys/cGFzc2tleQ", right, 404);
  for (int i = 0; i < 5; ++i) ada.post("/me/totp", wrong, 403);
  ada.post("/me/totp", right, 429);
  CHECK_FALSE(server.store->accounts().totp(passkey.account).value());
  CHECK(ada.get("/audit?what=session.wrong-password").find("items")->items.size() == 6);
}

TEST_CASE("a token lives no longer than the one that made it, and a new password ends them") {
  TestServer server;
  Browser ada(server), parent(server), child(server);
  first(server, ada);
  const auto made = ada.post(
      "/tokens", R"({"name":"keys","scopes":["read","admin"],"expires":"2027-01-01"})", 201);
  CHECK(made.find("parent")->is(text::Node::Kind::null));
  parent.token = made.string("token");
  parent.post("/tokens", R"({"name":"x","scopes":["read"],"expires":"2027-01-02"})", 400);
  const auto born =
      parent.post("/tokens", R"({"name":"x","scopes":["read"],"expires":"2026-12-31"})", 201);
  CHECK(born.string("parent") == made.string("id"));
  child.token = born.string("token");
  child.get("/tokens");
  ada.send(Method::remove, "/api/v1/tokens/" + std::string(made.string("id")));
  child.get("/tokens", 401);

  const std::string fresh = R"({"name":"ci","scopes":["read"],"expires":"2027-01-01"})";
  child.token = ada.post("/tokens", fresh, 201).string("token");
  const auto change = [&](const std::string& from, const std::string& to, const char* rest) {
    ada.post("/me/password", R"({"current":")" + from + R"(","new":")" + to + "\"" + rest + "}",
             204);
  };
  change(kPassword, "another-good-phrase", R"(,"end_tokens":false)");
  child.get("/tokens");
  change("another-good-phrase", "a-third-good-phrase", "");
  child.get("/tokens", 401);
}

TEST_CASE("a password that an admin resets ends the tokens of the account") {
  TestServer server;
  Browser ada(server), bob(server), again(server), program(server);
  first(server, ada);
  const auto invited = ada.post("/accounts", R"({"name":"bob","role":"viewer"})", 201);
  const auto choose = [&](Browser& browser, const text::Node& link, const char* password) {
    browser.post("/session/first", R"({"secret":")" + secret_of(link.string("link")) +
                                       R"(","password":")" + password + "\"}");
  };
  choose(bob, invited, kPassword);
  program.token =
      bob.post("/tokens", R"({"name":"ci","scopes":["read"],"expires":"2027-01-01"})", 201)
          .string("token");
  const auto reset = ada.post("/accounts/" + std::string(invited.string("id")) + "/reset", "");
  program.get("/tokens");
  choose(again, reset, "another-good-phrase");
  program.get("/tokens", 401);
}

TEST_CASE("a token does what its scopes say") {
  TestServer server;
  Browser ada(server), program(server);
  first(server, ada);
  const auto made =
      ada.post("/tokens", R"({"name":"ci","scopes":["read"],"expires":"2027-01-01"})", 201);
  ada.post("/tokens", R"({"name":"ci","scopes":["read"],"expires":"2029-01-01"})", 400);
  ada.post("/tokens", R"({"name":"ci","scopes":["all"],"expires":"2027-01-01"})", 400);
  program.token = made.string("token");
  CHECK(program.get("/session").at({"account", "name"})->text == "ada");
  program.get("/tokens");
  program.post("/tokens", R"({"name":"x","scopes":["admin"],"expires":"2027-01-01"})", 403);
  program.get("/accounts", 403);
  program.post("/me/password", R"({"current":"x","new":"another-good-phrase"})", 403);
  ada.send(Method::remove, "/api/v1/tokens/" + std::string(made.string("id")));
  program.get("/tokens", 401);
  // A token hands on no more than it has.
  program.token =
      ada.post("/tokens", R"({"name":"keys","scopes":["read","admin"],"expires":"2027-01-01"})",
               201)
          .string("token");
  program.post("/tokens", R"({"name":"x","scopes":["write"],"expires":"2027-01-01"})", 403);
  program.post("/tokens", R"({"name":"x","scopes":["read"],"expires":"2027-01-01"})", 201);
}

}  // namespace
}  // namespace bartizan::server

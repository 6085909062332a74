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
  const auto started = ada.post("/me/totp", "");
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
  ada.post("/me/totp", "", 409);
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
}

}  // namespace
}  // namespace bartizan::server

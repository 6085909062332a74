// Matching and validation, without a socket.
#include "server/router.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>

namespace bartizan::server {
namespace {

Response nothing(const Call&) { return {}; }

constexpr std::array kQuery{
    Field{.name = "verdict", .type = Type::word, .words = "clean|malicious"},
    Field{.name = "from", .type = Type::time},
    Field{.name = "length", .type = Type::integer, .least = 1, .most = 4096}};
constexpr std::array kInner{Field{.name = "path", .required = true},
                            Field{.name = "depth", .type = Type::integer, .nullable = true}};
constexpr std::array kElement{Field{.name = "", .type = Type::id}};
constexpr std::array kBody{Field{.name = "name", .least = 1, .most = 8, .required = true},
                           Field{.name = "what", .type = Type::object, .fields = kInner},
                           Field{.name = "ids", .type = Type::list, .most = 2, .fields = kElement},
                           Field{.name = "hash", .type = Type::sha256}};
constexpr Route kList{.pattern = "/api/v1/things",
                      .query = kQuery,
                      .is_list = true,
                      .sortable = "name|seen",
                      .handler = nothing};
constexpr Route kOne{.pattern = "/api/v1/things/{id}", .handler = nothing};
constexpr Route kNew{.pattern = "/api/v1/things/new", .handler = nothing};
constexpr Route kMake{.method = Method::post,
                      .pattern = "/api/v1/things",
                      .body = {.kind = Body::Kind::json, .fields = kBody},
                      .handler = nothing};

std::vector<FieldError> query_errors(std::string_view target) {
  Request request;
  REQUIRE(set_target(request, target));
  return check_head(kList, request, {});
}

std::string body_error(std::string_view body) {
  const auto checked = check_body(kMake, body);
  return checked ? std::string()
                 : checked.error().front().name + ": " + checked.error().front().detail;
}

TEST_CASE("a target has one meaning or none") {
  Request request;
  CHECK(set_target(request, "/a%20b?x=1%2b+2&y"));
  CHECK(request.path == "/a%20b");
  REQUIRE(request.query.size() == 2);
  CHECK(request.query[0].value == "1+ 2");
  for (const char* bad : {"", "a", "http://x/", "/%", "/%4", "/%zz", "/%00", "/a#b", "/a b", "/%ff",
                          "/?x=%00", "/?x=%c3", "/\xc3\xa4"}) {
    CAPTURE(bad);
    CHECK_FALSE(set_target(request, bad));
  }
  std::string many = "/?";
  for (std::size_t i = 0; i <= kMostQuery; ++i) many += "a=1&";
  CHECK_FALSE(set_target(request, many));
}

TEST_CASE("the route of more fixed parts wins, and other methods are named") {
  const Router router({&kList, &kOne, &kNew, &kMake});
  CHECK(router.match(Method::get, "/api/v1/things/7").route == &kOne);
  CHECK(router.match(Method::get, "/api/v1/things/7").path_values.front().value == "7");
  CHECK(router.match(Method::head, "/api/v1/things/new").route == &kNew);
  CHECK(router.match(Method::post, "/api/v1/things").route == &kMake);
  const Match wrong = router.match(Method::remove, "/api/v1/things");
  CHECK(wrong.route == nullptr);
  CHECK(wrong.path_known);
  CHECK(wrong.allowed.size() == 3);
  CHECK_FALSE(router.match(Method::get, "/api/v1/things/7/x").path_known);
  CHECK_FALSE(router.match(Method::get, "/api/v1/things/").path_known);
  CHECK_FALSE(router.match(Method::get, "").path_known);
}

TEST_CASE("values of paths are ids unless the route says otherwise") {
  Request request;
  CHECK(check_head(kOne, request, {{"id", "a.b:c-1"}}).empty());
  CHECK(check_head(kOne, request, {{"id", "a/b"}}).size() == 1);
  CHECK(check_head(kOne, request, {{"id", "a b"}}).size() == 1);
}

TEST_CASE("query parameters are known, typed and there once") {
  CHECK(query_errors("/x?limit=500&cursor=abc&q=x&sort=-seen&verdict=clean&length=1").empty());
  CHECK(query_errors("/x?from=2026-11-28&from=2026-11-28").front().detail == "must stand once");
  for (const char* bad : {"limit=0", "limit=501", "limit=1e3", "limit=", "limit=-1", "sort=size",
                          "sort=--name", "verdict=Clean", "verdict=", "verdict=clean|malicious",
                          "unknown=1", "from=yesterday", "length=99999999999999999999"}) {
    CAPTURE(bad);
    CHECK(query_errors("/x?" + std::string(bad)).size() == 1);
  }
}

TEST_CASE("bodies have the form that their route names, and nothing else") {
  CHECK(body_error(R"({"name":"x"})").empty());
  CHECK(body_error(R"({"name":"x","what":{"path":"p","depth":null},"ids":["a","b"]})").empty());
  CHECK(body_error("").starts_with(": is not JSON"));
  CHECK(body_error("[]") == ": must be an object");
  CHECK(body_error("{}") == "name: must be there");
  CHECK(body_error(R"({"name":""})") == "name: must have at least 1 bytes");
  CHECK(body_error(R"({"name":"123456789"})") == "name: must have at most 8 bytes");
  CHECK(body_error(R"({"name":null})") == "name: must not be null");
  CHECK(body_error(R"({"name":7})") == "name: must be a text");
  CHECK(body_error(R"({"name":"a","name":"b"})") == "name: must stand once");
  CHECK(body_error(R"({"name":"a","x":1})") == "x: is not known here");
  CHECK(body_error(R"({"name":"a","what":{}})") == "what.path: must be there");
  CHECK(body_error(R"({"name":"a","what":{"path":"p","depth":1.5}})") ==
        "what.depth: must be a whole number");
  CHECK(body_error(R"({"name":"a","ids":["a","b","c"]})") == "ids: must have at most 2 elements");
  CHECK(body_error(R"({"name":"a","ids":["a/"]})").starts_with("ids[0]: must consist"));
  CHECK(body_error(R"({"name":"a","hash":"0"})").starts_with("hash: must be 64"));
  CHECK(body_error(std::string(40, '[')).starts_with(": is not JSON"));
}

TEST_CASE("problems are RFC 9457 and escape what they repeat") {
  const Response answer = problem(400, "bad", {{"query", "a\x1b", "must stand once"}});
  CHECK(answer.content_type == "application/problem+json");
  CHECK(answer.body == R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"bad",)"
                       R"("errors":[{"in":"query","name":"a\\x1b","detail":"must stand once"}]})");
}

TEST_CASE("whatever is sent, a request is understood or refused") {
  CHECK(rc::check("targets", [](const std::string& text) {
    Request request;
    if (!set_target(request, "/" + text)) return;
    RC_ASSERT(request.query.size() <= kMostQuery);
    for (const Pair& pair : request.query) RC_ASSERT(pair.value.find('\0') == std::string::npos);
    (void)check_head(kList, request, {});
  }));
  CHECK(rc::check("percent-encoding", [](const std::vector<std::uint8_t>& bytes) {
    std::string text, encoded;
    for (const std::uint8_t byte : bytes) text += static_cast<char>(byte % 127 + 1);
    for (const char c : text) {
      encoded += '%';
      encoded += "0123456789abcdef"[static_cast<unsigned char>(c) / 16];
      encoded += "0123456789ABCDEF"[static_cast<unsigned char>(c) % 16];
    }
    RC_ASSERT(percent_decode(encoded, true) == text);
  }));
  CHECK(rc::check("bodies", [](const std::string& text) { (void)check_body(kMake, text); }));
  CHECK(rc::check("cookies", [](const std::string& text) {
    Request request;
    request.headers = {{"cookie", text}};
    (void)request.cookie("a");
  }));
}

TEST_CASE("cookies and headers") {
  Request request;
  request.headers = {{"cookie", "a=1; b=2;c = 3"}, {"host", "x"}, {"cookie", "d=4"}};
  CHECK(request.cookie("b") == "2");
  CHECK(request.cookie("d") == "4");
  CHECK(request.cookie("e").empty());
  CHECK(request.count("cookie") == 2);
}

}  // namespace
}  // namespace bartizan::server

// Requests through all checks, without a socket.
#include "server/app.h"

#include <doctest/doctest.h>

#include "server/test_server.h"

namespace bartizan::server {
namespace {

TEST_CASE("other names than its own are refused before anything else") {
  TestServer server;
  for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "[::1",
                           "localhost:", "localhost:x", "localhost:123456", "a@localhost"}) {
    CAPTURE(host);
    Request request = server.request(Method::get, "/healthz");
    request.headers = {{"host", host}};
    CHECK(server.answer(std::move(request)).status == 421);
  }
  for (const char* host :
       {"localhost", "LOCALHOST:8765", "127.0.0.1:1", "[::1]:8765", "bartizan.test"}) {
    CAPTURE(host);
    Request request = server.request(Method::get, "/healthz");
    request.headers = {{"host", host}};
    CHECK(server.answer(std::move(request)).status == 200);
  }
  Request twice = server.request(Method::get, "/healthz");
  twice.headers = {{"host", "localhost"}, {"host", "localhost"}};
  CHECK(server.answer(std::move(twice)).status == 400);
}

TEST_CASE("pages of another origin change nothing") {
  TestServer server;
  server.gate.person = server.admin();
  const auto status = [&](std::vector<Pair> headers, bool tls = false) {
    Request request = server.request(Method::post, "/api/v1/scans", R"({"path":"/nowhere"})");
    request.peer.tls = tls;
    for (Pair& pair : headers) request.headers.push_back(std::move(pair));
    return server.answer(std::move(request)).status;
  };
  CHECK(status({}) == 404);
  CHECK(status({{"origin", "http://localhost:8765"}}) == 404);
  CHECK(status({{"origin", "https://localhost:8765"}}) == 404);
  CHECK(status({{"origin", "http://localhost:8765"}}, true) == 403);
  CHECK(status({{"origin", "http://evil.example"}}) == 403);
  CHECK(status({{"origin", "http://localhost:9999"}}) == 403);
  CHECK(status({{"origin", "null"}}) == 403);
  CHECK(status({{"sec-fetch-site", "cross-site"}}) == 403);
  CHECK(status({{"sec-fetch-site", "same-origin"}}) == 404);
  server.gate.means_it = false;
  CHECK(status({{"origin", "http://localhost:8765"}}) == 403);
}

TEST_CASE("who may do what") {
  TestServer server;
  CHECK(server.get("/api/v1/jobs").status == 401);
  CHECK(server.get("/api/v1/jobs").header("www-authenticate") == R"(Bearer realm="bartizan")");
  server.gate.person = server.admin();
  server.gate.person->role = Role::viewer;
  CHECK(server.get("/api/v1/jobs").status == 200);
  CHECK(server.post("/api/v1/scans", R"({"path":"/nowhere"})").status == 403);
  server.gate.person->role = Role::analyst;
  CHECK(server.post("/api/v1/scans", R"({"path":"/nowhere"})").status == 404);
  server.gate.person->scopes = Scopes();
  server.gate.person->scopes.add(Scope::read);
  CHECK(server.get("/api/v1/jobs").status == 200);
  CHECK(server.post("/api/v1/scans", R"({"path":"/nowhere"})").status == 403);
  server.gate.denial = Denial{429, "Too many tries.", "", 30};
  CHECK(server.get("/api/v1/jobs").header("retry-after") == "30");
  server.gate.denial = Denial{401, "That session has ended.", "", 0};
  CHECK(server.get("/api/v1/jobs").status == 401);
  CHECK(server.get("/api/v1/about").status == 200);
}

TEST_CASE("methods, addresses and bodies that fit nothing") {
  TestServer server;
  server.gate.person = server.admin();
  CHECK(server.get("/api/v1/nothing").status == 404);
  CHECK(server.get("/api").status == 404);
  const Response wrong = server.answer(server.request(Method::put, "/api/v1/scans", "{}"));
  CHECK(wrong.status == 405);
  CHECK(wrong.header("allow") == "POST");
  CHECK(server.answer(server.request(Method::remove, "/")).status == 405);
  CHECK(server.answer(server.request(Method::options, "/api/v1/jobs")).header("allow") ==
        "GET, HEAD, OPTIONS");
  CHECK(server.answer(server.request(Method::get, "/api/v1/jobs", "{}")).status == 400);
  CHECK(server.post("/api/v1/scans", "{").status == 400);
  CHECK(server.post("/api/v1/scans", "").status == 415);
  Request form = server.request(Method::post, "/api/v1/scans", "path=x");
  for (Pair& pair : form.headers) {
    if (pair.name == "content-type") pair.value = "application/x-www-form-urlencoded";
  }
  CHECK(server.answer(std::move(form)).status == 415);
  Request large = server.request(Method::post, "/api/v1/scans", "{}");
  for (Pair& pair : large.headers) {
    if (pair.name == "content-length") pair.value = "1048577";
  }
  CHECK(server.answer(std::move(large)).status == 413);
  Request bad = server.request(Method::get, "/");
  bad.path = "/%zz";
  CHECK(server.answer(std::move(bad), true).status == 400);
}

TEST_CASE("every answer carries the headers that keep browsers in check") {
  TestServer server;
  for (const char* path :
       {"/", "/api/v1/about", "/api/v1/jobs", "/api/v1/nothing", "/nothing.js"}) {
    CAPTURE(path);
    const Response answer = server.get(path);
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("content-security-policy").starts_with("default-src 'none'"));
    CHECK(answer.header("content-security-policy").find("unsafe") == std::string_view::npos);
    CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") !=
          std::string_view::npos);
    CHECK(answer.header("referrer-policy") == "no-referrer");
    CHECK_FALSE(answer.header("cache-control").empty());
  }
  CHECK(server.get("/api/v1/about").header("cache-control") == "no-store");
}

TEST_CASE("what has not changed is not sent again") {
  TestServer server;
  const Response first = server.get("/");
  CHECK(first.status == 200);
  CHECK(first.content_type == "text/html; charset=utf-8");
  Request again = server.request(Method::get, "/");
  again.headers.push_back({"if-none-match", "\"x\", " + std::string(first.header("etag"))});
  const Response second = server.answer(std::move(again));
  CHECK(second.status == 304);
  CHECK(second.bytes().empty());
}

TEST_CASE("pages of the dashboard have addresses, missing files have none") {
  TestServer server;
  CHECK(server.get("/systems").status == 200);
  CHECK(server.get("/systems/7").status == 200);
  for (const char* path :
       {"/assessments/roadmap/5.3", "/assessments/aisvs-1.0", "/assessments/aisvs-1.0/C3.2.1",
        "/assessments/cpg-2.0/4.B", "/assessments/ai-rmf/MANAGE%202.2"}) {
    CAPTURE(path);
    const Response page = server.get(path);
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
  }
  Request asked = server.request(Method::get, "/guidelines.old");
  CHECK(server.answer(asked).status == 404);
  asked.headers.push_back({"accept", "text/html,application/xhtml+xml,*/*;q=0.8"});
  CHECK(server.answer(asked).status == 200);
  Request missing = server.request(Method::get, "/assets/none.js");
  missing.headers.push_back({"accept", "text/html"});
  CHECK(server.answer(std::move(missing)).status == 404);
  CHECK(server.get("/assets/none.js").status == 404);
  CHECK(server.get("/favicon.ico").status == 404);
  CHECK(server.get("/../etc/passwd").status == 200);  // a page of the dashboard, if of nothing
  Request packed = server.request(Method::get, "/index.html");
  packed.headers.push_back({"accept-encoding", "br, gzip"});
  const Response answer = server.answer(std::move(packed));
  CHECK(answer.status == 200);
  if (!answer.header("content-encoding").empty()) CHECK(answer.header("vary") == "Accept-Encoding");
}

TEST_CASE("a handler that throws is trouble of our own and says nothing of it") {
  const auto thrower = [](const Call&) -> Response { throw std::runtime_error("secret"); };
  static constexpr Route route{.pattern = "/api/v1/thrower", .role = Role::none};
  Route mine = route;
  mine.handler = thrower;
  TestServer server({&mine});
  const Response answer = server.get("/api/v1/thrower");
  CHECK(answer.status == 500);
  CHECK(answer.body.find("secret") == std::string::npos);
}

}  // namespace
}  // namespace bartizan::server

// The pages of the rooms over a store in memory: what they answer, and who may change what.
#include <doctest/doctest.h>

#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

TEST_CASE("every page of an empty store answers, and as JSON") {
  TestServer server;
  server.gate.person = person(Role::viewer);
  for (const char* path : {"roadmap",
                           "frameworks",
                           "frameworks/guidelines",
                           "frameworks/guidelines/requirements/V1",
                           "actions",
                           "policy",
                           "policy/changes?since=2026-01-01",
                           "faq",
                           "faq?words=kev",
                           "posture",
                           "readiness",
                           "risks",
                           "summary",
                           "reconcile",
                           "clocks",
                           "feeds",
                           "systems",
                           "artifacts",
                           "findings",
                           "findings/causes"}) {
    CAPTURE(path);
    const Response response = server.get(std::string("/api/v1/") + path);
    CHECK(response.status == 200);
    CHECK(response.body.starts_with('{'));
  }
  CHECK(server.get("/api/v1/clocks.ics").body.starts_with("BEGIN:VCALENDAR"));
}

TEST_CASE("a policy is what it was at the day that is asked about") {
  TestServer server;
  server.gate.person = person(Role::viewer);
  CHECK(has(server.get("/api/v1/policy?q=EO-14110&at=2024-06-01"), R"("status":"in-force")"));
  const Response today = server.get("/api/v1/policy?q=EO-14110");
  CHECK(has(today, R"("status":"rescinded")"));
  CHECK(has(today, R"("status_since":"2025-01-20")"));
  CHECK(server.get("/api/v1/policy?at=yesterday").status == 400);
  CHECK(server.get("/api/v1/policy/changes").status == 400);
}

TEST_CASE("an approver raises the posture until a date, and lowers it with a reason") {
  TestServer server;
  const std::string body = R"({"until":"2026-12-05T00:00:00Z","reason":"advisory AA26-1"})";
  server.gate.person = person(Role::analyst);
  CHECK(server.post("/api/v1/posture", body).status == 403);
  server.gate.person = person(Role::approver);
  CHECK(server.post("/api/v1/posture", R"({"reason":"no date"})").status == 400);
  CHECK(server.post("/api/v1/posture", R"({"until":"2020-01-01","reason":"over"})").status == 400);
  const auto lower = [&](const std::string& query) {
    return server.answer(server.request(Method::remove, "/api/v1/posture" + query));
  };
  CHECK(lower("?reason=over").status == 409);
  const Response raised = server.post("/api/v1/posture", body);
  CHECK(raised.status == 200);
  CHECK(has(raised, R"("raised":true)"));
  CHECK(has(raised, "advisory AA26-1"));
  CHECK(has(server.get("/api/v1/posture"), R"("until":"2026-12-05T00:00:00.000Z")"));
  CHECK(lower("").status == 400);
  CHECK(has(lower("?reason=over"), R"("raised":false)"));
  const auto noted = server.store->audit().entries({});
  REQUIRE(noted);
  REQUIRE(noted->size() == 2);
  CHECK(noted->front().what != noted->back().what);
}

TEST_CASE("an analyst answers a requirement until a date, and takes it back") {
  TestServer server;
  const std::string place = "/api/v1/frameworks/guidelines/requirements/P3/answers";
  const std::string body =
      R"({"status":"partly","reason":"a plan is drafted","expires":"2027-03-01"})";
  server.gate.person = person(Role::viewer);
  CHECK(server.post(place, body).status == 403);
  server.gate.person = person(Role::analyst);
  CHECK(server.post(place, R"({"status":"partly","reason":"x"})").status == 400);
  CHECK(server.post(place, R"({"status":"fine","reason":"x","expires":"2027-03-01"})").status ==
        400);
  CHECK(server.post("/api/v1/frameworks/guidelines/requirements/Z9/answers", body).status == 404);
  CHECK(server.post("/api/v1/frameworks/none/requirements/P3/answers", body).status == 404);
  CHECK(server
            .post(place, R"({"status":"partly","reason":"x","expires":"2027-03-01",)"
                         R"("attachment":{"name":"plan.txt","base64":"!"}})")
            .status == 400);
  const Response answered = server.post(
      place, R"({"status":"partly","reason":"a plan is drafted","expires":"2027-03-01",)"
             R"("attachment":{"name":"../plan.txt","base64":"cGxhbg=="}})");
  CHECK(answered.status == 200);
  CHECK(has(answered, "a plan is drafted"));
  CHECK(has(answered, R"("stands":true)"));
  CHECK(has(answered, R"(,"audit":")"));
  CHECK(has(answered, R"("attachment":"plan.txt")"));
  const auto kept = server.store->evidence().answers("guidelines", "");
  REQUIRE(kept);
  REQUIRE(kept->size() == 1);
  const auto withdraw = [&] {
    return server.answer(server.request(Method::remove, "/api/v1/answers/" + kept->front().id));
  };
  CHECK(withdraw().status == 200);
  CHECK(withdraw().status == 409);
  CHECK(has(server.get("/api/v1/frameworks/guidelines/requirements/P3"), R"("stands":false)"));
}

TEST_CASE("only a found system becomes only a known use case") {
  TestServer server;
  server.gate.person = person(Role::analyst);
  const auto assign = [&](const std::string& body) {
    return server.post("/api/v1/reconcile/assign", body).status;
  };
  CHECK(assign(R"({"found":"found_none","use_case":null})") == 404);
  CHECK(assign(R"({"found":"found_none","use_case":"system_none"})") == 404);
  CHECK(assign(R"({"found":"found_none"})") == 400);
  CHECK(assign(R"({"found":7,"use_case":null})") == 400);
}

TEST_CASE("what is not there is not found") {
  TestServer server;
  server.gate.person = person(Role::viewer);
  CHECK(server.get("/api/v1/frameworks/none").status == 404);
  CHECK(server.get("/api/v1/frameworks/guidelines?system=found_none").status == 404);
  CHECK(server.get("/api/v1/frameworks/roadmap?system=found_none").status == 400);
  CHECK(server.get("/api/v1/cases/case_none").status == 404);
  CHECK(server.get("/api/v1/systems/found_none").status == 404);
  CHECK(server.get("/api/v1/artifacts/none").status == 404);
  CHECK(server.get("/api/v1/artifacts/L2V0Yy9wYXNzd2Q/hex").status == 404);
}

}  // namespace
}  // namespace bartizan::server

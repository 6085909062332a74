// The plan, readiness, risks and exports over the store: who may change what, and what is kept.
#include <doctest/doctest.h>

#include "base/budget.h"
#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

std::size_t noted(TestServer& server) {
  const auto entries = server.store->audit().entries({});
  REQUIRE(entries);
  return entries->size();
}

TEST_CASE("an action is planned, closed with a note, and its history is kept") {
  TestServer server;
  const std::string plan = "/api/v1/actions";
  const std::string body = R"({"what":"rotate the keys","owner":"grace","due":"2026-11-01"})";
  server.gate.person = person(Role::viewer);
  CHECK(server.post(plan, body).status == 403);
  server.gate.person = person(Role::analyst);
  CHECK(server.post(plan, R"({"what":"x","owner":"grace"})").status == 400);
  CHECK(server.post(plan, R"({"what":"x","owner":"g","due":"2027-01-01","framework":"guidelines"})")
            .status == 400);
  CHECK(server
            .post(plan, R"({"what":"x","owner":"g","due":"2027-01-01","framework":"guidelines",)"
                        R"("requirement":"Z9"})")
            .status == 400);
  CHECK(
      server.post(plan, R"({"what":"x","owner":"g","due":"2027-01-01","system":"none"})").status ==
      404);
  CHECK(noted(server) == 0);
  const Response made = server.post(plan, body);
  CHECK(made.status == 200);
  CHECK(has(made, R"("overdue":true)"));
  CHECK(has(made, R"("by":"ada")"));
  const std::string id = member(made, "id");
  const auto change = [&](const std::string& text) {
    return server.answer(server.request(Method::patch, plan + "/" + id, text));
  };
  CHECK(change(R"({"state":"done"})").status == 400);
  CHECK(change(R"({})").status == 400);
  CHECK(change(R"({"state":"over"})").status == 400);
  CHECK(noted(server) == 1);
  CHECK(has(change(R"({"due":"2027-03-01","owner":"mary"})"), R"("overdue":false)"));
  const Response done = change(R"({"state":"done","note":"keys of November"})");
  CHECK(done.status == 200);
  CHECK(has(done, R"("state":"done")"));
  CHECK(has(done, R"("owner":"grace")"));  // in the history
  CHECK(has(server.get(plan + "/" + id), "keys of November"));
  CHECK(server.get(plan + "/action_none").status == 404);
  CHECK(has(server.get(plan + "?state=open"), R"("items":[])"));
  CHECK(has(server.get(plan + "?state=open"), R"("state":{"done":1})"));
  CHECK(has(server.get(plan + "?q=KEYS"), R"("total":1)"));
  CHECK(has(server.get(plan + "?sort=-owner"), R"("total":1)"));
  CHECK(has(server.get(plan + "?overdue=yes"), R"("total":0)"));
  CHECK(noted(server) == 3);
}

TEST_CASE("readiness says what is overdue, missing and why") {
  TestServer server;
  const std::string place = "/api/v1/readiness";
  server.gate.person = person(Role::viewer);
  CHECK(server.post(place, R"({"kind":"exercise","what":"table-top"})").status == 403);
  server.gate.person = person(Role::analyst);
  CHECK(server.post(place, R"({"kind":"party","what":"table-top"})").status == 400);
  CHECK(server.post(place, R"({"kind":"exercise","what":" "})").status == 400);
  CHECK(server.post(place, R"({"kind":"critical-asset","what":"triage"})").status == 400);
  CHECK(server.post(place, R"({"kind":"exercise","what":"x","at":"2027-01-01"})").status == 400);
  const Response old =
      server.post(place, R"({"kind":"exercise","what":"poisoned model","at":"2024-05-01"})");
  CHECK(old.status == 200);
  CHECK(has(old, R"("state":"overdue")"));
  const Response recent =
      server.post(place, R"({"kind":"exercise","what":"poisoned model","at":"2026-11-01"})");
  CHECK(has(recent, R"("state":"holds")"));
  CHECK(has(recent, R"("system":null)"));
  CHECK(has(server.get(place), R"("total":1)"));
  CHECK(has(server.get(place + "?all=true"), R"("state":"replaced")"));
  const std::string id = member(recent, "id");
  const auto withdraw = [&](const std::string& one) {
    return server.answer(server.request(Method::remove, place + "/" + one)).status;
  };
  CHECK(withdraw("readiness_none") == 404);
  CHECK(withdraw(id) == 200);
  CHECK(withdraw(id) == 409);
  CHECK(has(server.get(place), R"("state":"overdue")"));
  CHECK(noted(server) == 3);
}

TEST_CASE("a record of readiness has its document beside it") {
  TestServer server;
  server.gate.person = person(Role::analyst);
  const std::string place = "/api/v1/readiness";
  const auto record = [&](const std::string& attachment) {
    return server.post(place, R"({"kind":"exercise","what":"by e-mail","attachment":)" +
                                  attachment + "}");
  };
  CHECK(record(R"({"name":"report.html","base64":"!"})").status == 400);
  CHECK(record(R"({"name":"report.html"})").status == 400);
  const Response made = record(R"({"name":"../report.html","base64":"PHNjcmlwdD4="})");
  CHECK(made.status == 200);
  CHECK(has(made, R"("attachment":"report.html")"));
  CHECK(noted(server) == 1);
  const Response file = server.get("/api/v1/attachments/" + member(made, "attachment_sha256"));
  CHECK(file.status == 200);
  CHECK(file.body == "<script>");
  CHECK(file.content_type == "application/octet-stream");
  CHECK(file.header("content-disposition") == "attachment; filename=\"report.html\"");
  CHECK(file.header("x-content-type-options") == "nosniff");
  // Taken back, it stays in the history, and so does its document.
  CHECK(server.answer(server.request(Method::remove, place + "/" + member(made, "id"))).status ==
        200);
  CHECK(has(server.get(place + "?state=withdrawn"), R"("attachment":"report.html")"));
}

TEST_CASE("a risk is measured, treated and closed step by step") {
  TestServer server;
  const std::string place = "/api/v1/risks";
  server.gate.person = person(Role::analyst);
  CHECK(server.post(place, R"({"sector":"moon","category":"design-failures","scenario":"x"})")
            .status == 400);
  CHECK(server.post(place, R"({"sector":"healthcare"})").status == 400);
  const Response words = server.get("/api/v1/risks/words");
  CHECK(words.status == 200);
  base::Budget budget{base::Limits{}};
  const auto tree = text::parse_json(words.body, budget);
  REQUIRE(tree);
  REQUIRE(tree->find("sectors") != nullptr);
  CHECK(tree->find("sectors")->items.size() == 16);
  REQUIRE(tree->find("categories") != nullptr);
  REQUIRE(tree->find("categories")->items.size() == 3);
  const std::string sector(tree->find("sectors")->items.front().string("id"));
  const std::string category(tree->find("categories")->items.back().string("id"));
  std::string body = R"({"sector":")" + sector + R"(","category":")" + category +
                     R"(","scenario":"dosing goes wrong"})";
  const Response made = server.post(place, body);
  CAPTURE(made.body);
  CHECK(made.status == 200);
  CHECK(has(made, R"("level":null)"));
  const std::string id = member(made, "id");
  const auto change = [&](const std::string& text) {
    return server.answer(server.request(Method::patch, place + "/" + id, text));
  };
  CHECK(change(R"({"likelihood":"often"})").status == 400);
  CHECK(change(R"({"state":"accepted"})").status == 400);
  const Response measured = change(R"({"likelihood":"low","impact":"high","measure":"by hand"})");
  CHECK(measured.status == 200);
  CHECK(has(server.get(place + "?level=low"), R"("total":1)"));
  CHECK(has(change(R"({"impact":null})"), R"("impact":null)"));
  CHECK(change(R"({"scenario":null})").status == 400);
  CHECK_FALSE(has(measured,
                  R"("level":null,"atlas":[],"owner":null,"treatment":null,"state":"open",)"
                  R"("due":null,"overdue":false,"functions":{"govern":{"answered":true)"));
  CHECK(has(measured, R"("note":"by hand")"));
  CHECK(has(server.get(place + "?sector=" + sector), R"("total":1)"));
  CHECK(has(server.get(place + "?state=closed"), R"("total":0)"));
  CHECK(server.get(place + "/risk_none").status == 404);
  CHECK(noted(server) == 3);
  CHECK(server.get("/api/v1/readiness/map").status == 200);
  CHECK(has(server.get("/api/v1/frameworks/guidelines/trend"), R"("points":[])"));
  CHECK(server.get("/api/v1/frameworks/guidelines/trend?system=none").status == 404);
}

TEST_CASE("every id can be listed and explained") {
  TestServer server;
  server.gate.person = person(Role::viewer);
  CHECK(has(server.get("/api/v1/explain?q=EO-14110"), R"("kind":"policy")"));
  CHECK(has(server.get("/api/v1/explain/EO-14110"), R"("kind":"policy")"));
  CHECK(has(server.get("/api/v1/explain/guidelines"), R"("kind":"framework")"));
  CHECK(has(server.get("/api/v1/explain/models-clean"), R"("kind":"check")"));
  CHECK(has(server.get("/api/v1/explain/what-is-kev"), R"("kind":"question")"));
  CHECK(has(server.get("/api/v1/explain/malicious"), R"("kind":"topic")"));
  CHECK(server.get("/api/v1/explain/maliciuos").status == 404);
  const Response all = server.get("/api/v1/explain?limit=500");
  base::Budget budget{base::Limits{}};
  const auto tree = text::parse_json(all.body, budget);
  REQUIRE(tree);
  for (const text::Node& item : tree->find("items")->items) {
    CAPTURE(item.string("id"));
    CHECK(server.get("/api/v1/explain/" + std::string(item.string("id"))).status == 200);
  }
}

TEST_CASE("assessments and attachments are downloads that run nothing") {
  TestServer server;
  server.gate.person = person(Role::analyst);
  CHECK(server
            .post("/api/v1/frameworks/guidelines/requirements/P3/answers",
                  R"({"status":"partly","reason":"secret reason","expires":"2027-03-01",)"
                  R"("attachment":{"name":"pl\"an.html","base64":"PHNjcmlwdD4="}})")
            .status == 200);
  server.gate.person = person(Role::viewer);
  for (const char* format : {"oscal-ar", "oscal-poam", "csv", "report"}) {
    CAPTURE(format);
    const std::string target = std::string("/api/v1/export/") + format + "?framework=guidelines";
    const Response whole = server.get(target);
    CHECK(whole.status == 200);
    CHECK(whole.header("content-disposition").starts_with("attachment; filename=\"guidelines-"));
    CHECK(whole.header("x-content-type-options") == "nosniff");
    CHECK(whole.header("content-security-policy").starts_with("default-src 'none'"));
    const Response released = server.get(target + "&public=true");
    CHECK(released.status == 200);
    CHECK_FALSE(has(released, "secret reason"));
  }
  CHECK(has(server.get("/api/v1/export/report?framework=guidelines"), "secret reason"));
  CHECK(server.get("/api/v1/export/report?framework=guidelines")
            .header("content-security-policy")
            .find("style-src 'sha256-") != std::string_view::npos);
  CHECK(server.get("/api/v1/export/pdf?framework=guidelines").status >= 400);
  CHECK(server.get("/api/v1/export/csv").status == 400);
  CHECK(server.get("/api/v1/export/csv?framework=none").status == 404);
  CHECK(server.get("/api/v1/export/csv?framework=guidelines&system=none").status == 404);

  const auto answers = server.store->evidence().answers("guidelines", "");
  REQUIRE(answers);
  REQUIRE(answers->size() == 1);
  const Response file = server.get("/api/v1/attachments/" + answers->front().attachment_sha256);
  CHECK(file.status == 200);
  CHECK(file.body == "<script>");
  CHECK(file.content_type == "application/octet-stream");
  CHECK(file.header("content-disposition") == "attachment; filename=\"pl-an.html\"");
  CHECK(file.header("x-content-type-options") == "nosniff");
  CHECK(server.get("/api/v1/attachments/" + std::string(64, 'a')).status == 404);
  CHECK(server.get("/api/v1/attachments/x").status == 400);
}

}  // namespace
}  // namespace bartizan::server

// Systems of a framework over a store: the table, its order, its filters, and what it refuses.
#include <doctest/doctest.h>

#include <array>

#include "base/budget.h"
#include "server/test_server.h"

namespace bartizan::server {
namespace {

bool has(const Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

const std::string kTable = "/api/v1/frameworks/guidelines/systems";

record::UseCase use_case(std::string id, std::string name, std::string stage) {
  record::UseCase made;
  made.id = std::move(id);
  made.fields.resize(2);
  made.fields[0].id = "development_stage";
  made.fields[0].value = std::move(stage);
  made.fields[1].id = "use_case_name";
  made.fields[1].value = std::move(name);
  return made;
}

// Three use cases, of which nothing is known but that they are declared.
void declare(TestServer& server) {
  constexpr std::array<std::pair<const char*, const char*>, 3> kNamed{
      {{"system_a", "Alpha"}, {"system_b", "Beta"}, {"system_c", "Gamma"}}};
  for (const auto& [id, name] : kNamed) {
    REQUIRE(server.store->inventory().put_use_case(use_case(id, name, "Deployed")));
  }
  REQUIRE(server.store->inventory().put_use_case(use_case("system_d", "Delta", "Retired")));
}

Response answer_for(TestServer& server, std::string_view system, std::string_view status) {
  return server.post("/api/v1/frameworks/guidelines/requirements/D1/answers",
                     R"({"system":")" + std::string(system) + R"(","status":")" +
                         std::string(status) +
                         R"(","reason":"seen","expires":"2027-03-01T00:00:00Z"})");
}

TEST_CASE("the table of systems counts the weakest, and takes answers at once") {
  TestServer server;
  server.gate.person = TestServer::admin();
  const Response none = server.get(kTable);
  CHECK(none.status == 200);
  CHECK(has(none, R"("items":[])"));
  CHECK(has(none, R"("why":"no system is known")"));
  declare(server);
  const Response three = server.get(kTable);
  CHECK(has(three, R"("total":3)"));
  CHECK(has(three, R"("systems":3)"));
  CHECK(has(three, "unknown for 3 of 3 systems: Alpha, Beta, Gamma"));
  CHECK(has(three, R"("assessed":null)"));
  CHECK_FALSE(has(three, "Delta"));
  CHECK(answer_for(server, "system_a", "met").status == 200);
  CHECK(answer_for(server, "system_b", "unmet").status == 200);
  const Response after = server.get(kTable);
  CHECK(has(after, "unmet for 1 of 3 systems: Beta"));
  CHECK(has(after, R"("assessed":"2026-11-28)"));
  // The worst first, of one requirement, too.
  const Response first = server.get(kTable + "?limit=1&requirement=D1");
  CHECK(has(first, R"("name":"Beta")"));
  CHECK(has(first, R"("next":"1")"));
  const Response last = server.get(kTable + "?limit=1&requirement=D1&sort=-worst");
  CHECK(has(last, R"({"id":"system_a")"));
  const Response met = server.get(kTable + "?requirement=D1&status=met");
  CHECK(has(met, R"("total":1)"));
  CHECK(has(met, R"("items":[{"id":"system_a")"));
  CHECK(has(server.get(kTable + "?q=gam"), R"("total":1)"));
  CHECK(has(server.get(kTable + "?worst=unmet"), R"("total":)"));
  CHECK(has(server.get(kTable + "?sort=-name&limit=1"), R"("name":"Gamma")"));
}

TEST_CASE("what systems answered is what the organisation says, with those that hold it back") {
  TestServer server;
  server.gate.person = TestServer::admin();
  declare(server);
  const std::string one = "/api/v1/frameworks/guidelines/requirements/D1";
  CHECK(has(server.get(one), R"("status":"unknown","why":"unknown for 3 of 3 systems)"));
  for (const char* id : {"system_a", "system_b", "system_c"}) {
    CHECK(answer_for(server, id, "met").status == 200);
  }
  const Response met = server.get(one);
  CHECK(has(met, R"("status":"met","why":"met for 3 of 3 systems")"));
  CHECK(has(met, R"("id":"systems-meet")"));
  CHECK(has(met, R"("kind":"standing")"));
  const Response framework = server.get("/api/v1/frameworks/guidelines");
  CHECK(has(framework, R"("systems":{"status":"met","why":"met for 3 of 3 systems")"));
  CHECK(has(server.get("/api/v1/frameworks/guidelines?system=system_a"), R"("systems":null)"));
}

TEST_CASE("a framework of the organisation, and what is no framework, have no table") {
  TestServer server;
  server.gate.person = TestServer::admin();
  CHECK(server.get("/api/v1/frameworks/cpg-2.0/systems").status == 409);
  CHECK(server.get("/api/v1/frameworks/ai-exchange/systems").status == 409);
  CHECK(server.get("/api/v1/frameworks/nothing/systems").status == 404);
  CHECK(server.get(kTable + "?requirement=Z9").status == 404);
  CHECK(server.get(kTable + "?status=good").status == 400);
  CHECK(server.get(kTable + "?sort=owner").status == 400);
  CHECK(server.get(kTable + "?cursor=x").status == 400);
}

}  // namespace
}  // namespace bartizan::server

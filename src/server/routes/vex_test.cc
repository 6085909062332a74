// What was said about weaknesses: of one system what is about it or one of its cases, and which
// word counts; and the document that the command line writes.
#include "run/estate.h"
#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = 86'400'000;

record::VexStatement statement(const char* id, record::VexStatus status, base::Millis at) {
  record::VexStatement s;
  s.id = id;
  s.vulnerability = "CVE-2026-42208";
  s.status = status;
  s.author = "Supplier";
  s.at = at;
  s.source = "supplier.json";
  return s;
}

// A place with one system, and one weakness of one package in it.
std::string fill(TestServer& server) {
  store::Place place;
  place.path = "/srv/estate";
  place.read = TestServer::kNow;
  store::EstateSystem system;
  system.path = system.name = "gateway";
  system.id = run::found_system_id("/srv/estate", "gateway");
  place.systems.push_back(system);
  REQUIRE(server.store->estate().replace(place));
  record::Case c;
  c.id = "case_" + std::string(26, 'a');
  c.system = system.id;
  c.system_name = "gateway";
  c.component = "pkg:pypi/litellm@1.82.0";
  c.advisory = "CVE-2026-42208";
  c.table = "bod-26-04";
  c.outcome = "14 days";
  c.inputs = "{}";
  c.start = c.first_seen = c.last_seen = TestServer::kNow - kDay;
  REQUIRE(server.store->cases().observe({system.id}, {c}, TestServer::kNow - kDay));
  return system.id;
}

TEST_CASE("of a system stands what speaks of its cases, and which word counts") {
  TestServer server;
  server.gate.person = person(Role::viewer);
  CHECK(has(server.get("/api/v1/vex"), R"("items":[])"));
  CHECK(server.get("/api/v1/vex?system=found_none").status == 404);
  const std::string system = fill(server);
  record::VexStatement old = statement("vex_old", record::VexStatus::affected, 1000);
  old.products = {"pkg:pypi/litellm"};
  old.action = "update";
  record::VexStatement newer = statement("vex_new", record::VexStatus::not_affected, 2000);
  newer.products = {"pkg:pypi/litellm@1.82.0"};
  newer.justification = "inline_mitigations_already_exist";
  record::VexStatement other = statement("vex_other", record::VexStatus::fixed, 3000);
  other.products = {"pkg:pypi/litellm@9.9.9"};
  for (const auto& one : {old, newer, other}) REQUIRE(server.store->cases().put_vex(one));

  const Response all = server.get("/api/v1/vex");
  CHECK(has(all, R"("total":3)"));
  CHECK(has(all, R"("status":{"affected":1,"fixed":1,"not_affected":1})"));
  CHECK(has(server.get("/api/v1/vex?status=fixed"), R"("total":1)"));
  const Response here = server.get("/api/v1/vex?system=" + system);
  CHECK(has(here, R"("total":2)"));
  CHECK_FALSE(has(here, "vex_other"));
  CHECK(has(here, R"("justification":"inline_mitigations_already_exist")"));
  const std::size_t first = here.body.find(R"("counts":true)");
  REQUIRE(first != std::string::npos);
  CHECK(here.body.rfind("vex_new", first) > here.body.rfind("vex_old", first) + 1);
  CHECK(has(here, R"("counts":false)"));
}

TEST_CASE("the document says what was decided, in both languages, and names whoever gives it out") {
  TestServer server;
  server.gate.person = person(Role::viewer, "ada");
  CHECK(server.get("/api/v1/vex/export").status == 409);
  const std::string system = fill(server);
  const Response open = server.get("/api/v1/vex/export?system=" + system);
  CHECK(open.status == 200);
  CHECK(has(open, "https://openvex.dev/ns/v0.2.0"));
  CHECK(has(open, "CVE-2026-42208"));
  CHECK(has(open, R"("author": "ada")"));
  const Response cyclonedx =
      server.get("/api/v1/vex/export?format=cyclonedx&author=Example%20Clinic");
  CHECK(has(cyclonedx, "CycloneDX"));
  CHECK(has(cyclonedx, "Example Clinic"));
  CHECK(server.get("/api/v1/vex/export?format=csaf").status == 400);
  CHECK(server.get("/api/v1/vex/export?system=found_none").status == 404);
}

}  // namespace
}  // namespace bartizan::server

// Records on pages: what a person edits stands beside the import, and nobody overwrites another.
#include <doctest/doctest.h>

#include <cctype>
#include <fstream>

#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = 86'400'000;

// One imported row; its stage is a word that the form does not offer.
void import_one(TestServer& server) {
  record::Import import;
  import.id = "import_" + std::string(26, 'a');
  import.file = "ours.csv";
  import.sha256 = std::string(64, 'a');
  import.schema = "omb-2025";
  import.imported = TestServer::kNow - kDay;
  import.rows = 1;
  import.header_row = 1;
  import.headers = {"Use Case Name", "Stage"};
  import.field_of = {"use_case_name", "development_stage"};
  import.bytes = "Use Case Name,Stage\nTriage,soon\n";
  record::UseCase use_case;
  use_case.id = "system_" + std::string(26, 'a');
  use_case.import = import.id;
  use_case.row = 2;
  use_case.source = "ours.csv";
  use_case.fields = {{"use_case_name", "Triage", record::Treatment::kept, 0},
                     {"development_stage", "soon", record::Treatment::left, 1}};
  use_case.cells = {{0, "Triage"}, {1, "soon"}};
  REQUIRE(server.store->inventory().add_import(import, {use_case}));
}
const std::string kPlace = "/api/v1/systems/system_" + std::string(26, 'a');

Response patch(TestServer& server, const std::string& body, std::string_view if_match = {}) {
  Request request = server.request(Method::patch, kPlace, body);
  if (!if_match.empty()) request.headers.push_back({"if-match", std::string(if_match)});
  return server.answer(std::move(request));
}

TEST_CASE("a record shows every field of its form with what lint has against it") {
  TestServer server;
  import_one(server);
  server.gate.person = person(Role::viewer);
  const Response shown = server.get(kPlace);
  CHECK(shown.status == 200);
  CHECK(has(shown, R"("import":"ours.csv of 2026-11-27")"));
  CHECK(has(shown, R"("row":2)"));
  CHECK(has(shown, R"("id":"development_stage","label":)"));
  CHECK(has(shown, R"("value":"soon","raw":"soon","treatment":"left","problem":{"rule":"BZ-INV-)"));
  CHECK(has(shown, R"("Deployed")"));
  CHECK(has(server.get("/api/v1/inventory/lint?field=development_stage"),
            R"("name":"Triage"},"field":"development_stage")"));
  CHECK(has(server.get("/api/v1/inventory/imports"), R"("file":"ours.csv")"));
  CHECK(server.get("/api/v1/inventory/lint?import=import_none").status == 404);
}

TEST_CASE("an edit stands beside the import, and is refused when somebody was quicker") {
  TestServer server;
  import_one(server);
  server.gate.person = person(Role::viewer);
  const std::string body = R"({"fields":{"development_stage":"Deployed"},"reason":"it went live"})";
  CHECK(patch(server, body).status == 403);
  server.gate.person = person(Role::analyst);
  const std::string etag(server.get(kPlace).header("etag"));
  CHECK(etag == server.get(kPlace).header("etag"));
  CHECK(patch(server, R"({"fields":{"development_stage":"next week"}})").status == 400);
  CHECK(has(patch(server, R"({"fields":{"colour":"blue"}})"), "fields.colour"));
  CHECK(patch(server, R"({"fields":[]})").status == 400);
  CHECK(patch(server, body, "\"other-0000\"").status == 409);
  const Response edited = patch(server, body, etag);
  CHECK(edited.status == 200);
  CHECK(has(edited, R"("changed":["development_stage"])"));
  CHECK(has(edited, R"("treatment":"declared")"));
  CHECK(edited.header("ETag") != "");
  // The second of two who had read the same.
  CHECK(patch(server, R"({"fields":{"use_case_name":"Sorting"}})", etag).status == 409);
  CHECK(has(server.get(kPlace), R"("value":"Deployed","raw":"soon")"));
  CHECK(has(server.get(kPlace + "/history"),
            R"(development_stage from \"soon\" to \"Deployed\": it went live)"));

  const Response whole = server.get("/api/v1/inventory/export?format=json");
  CHECK(whole.header("Content-Disposition") ==
        "attachment; filename=\"inventory-2026-11-28.json\"");
  CHECK(has(whole, R"("by": "ada")"));
  CHECK(has(whole, R"("reason": "it went live")"));
  const Response table = server.get("/api/v1/inventory/export");
  CHECK(table.content_type == "text/csv; charset=utf-8");
  CHECK(has(table, "Deployed"));
  CHECK_FALSE(has(table, "soon"));
  const Response history = server.get("/api/v1/inventory/export?history=true");
  CHECK(
      has(history, ",development_stage,2026-11-28T00:00:00.000Z,ada,it went live,soon,Deployed,"));
  CHECK(history.header("Content-Disposition") ==
        "attachment; filename=\"inventory-history-2026-11-28.csv\"");
  CHECK(server.get("/api/v1/inventory/export?history=true&public=true").status == 400);
  CHECK_FALSE(has(server.get("/api/v1/inventory/export?format=json&public=true"), "ada"));

  // The same file once more changes nothing.
  import_one(server);
  CHECK(has(server.get(kPlace), R"("value":"Deployed")"));

  const std::string undo = R"({"audit":")" + member(edited, "audit") + "\"}";
  CHECK(server.post("/api/v1/findings/undo", undo).status == 200);
  CHECK(has(server.get(kPlace), R"("value":"soon","raw":"soon","treatment":"left")"));
  CHECK(server.post("/api/v1/findings/undo", undo).status == 409);

  // What was imported may stand again, though the form does not offer it.
  CHECK(patch(server, body).status == 200);
  CHECK(patch(server, R"({"fields":{"development_stage":"soon"}})").status == 200);
  CHECK(has(server.get(kPlace), R"("value":"soon","raw":"soon","treatment":"left")"));
  // Nothing to change: no entry.
  CHECK_FALSE(has(patch(server, R"({"fields":{"development_stage":"soon"}})"), R"("audit")"));
}

TEST_CASE("what was changed again is not taken back") {
  TestServer server;
  import_one(server);
  server.gate.person = person(Role::analyst);
  const Response first = patch(server, R"({"fields":{"development_stage":"Pilot"}})");
  const Response second = patch(server, R"({"fields":{"development_stage":"Deployed"}})");
  const auto undo = [&](const Response& answer) {
    return server.post("/api/v1/findings/undo", R"({"audit":")" + member(answer, "audit") + "\"}")
        .status;
  };
  CHECK(undo(first) == 409);
  CHECK(undo(second) == 200);
  CHECK(undo(first) == 200);
}

TEST_CASE("an inventory is taken in as a job, by an analyst") {
  TestServer server;
  const auto upload = [&](const std::string& query, const std::string& bytes) {
    Request request = server.request(Method::post, "/api/v1/inventory/imports" + query, bytes);
    for (Pair& pair : request.headers) {
      if (pair.name == "content-type") pair.value = "application/octet-stream";
    }
    return server.answer(std::move(request));
  };
  const std::string bytes = "Use Case Name,Agency,Stage of Development\nTriage,DHS,Deployed\n";
  server.gate.person = person(Role::viewer);
  CHECK(upload("?name=a.csv", bytes).status == 403);
  server.gate.person = person(Role::analyst);
  CHECK(upload("", bytes).status == 400);
  CHECK(upload("?name=..%2Fa.csv", bytes).status == 400);
  CHECK(upload("?name=a.csv&schema=none", bytes).status == 400);
  const Response taken = upload("?name=a.csv", bytes);
  CHECK(taken.status == 202);
  CHECK(has(taken, R"("kind":"import")"));
  // What is read of it is the business of a worker: tests/cli/serve_inventory.sh.
  server.jobs.wait_idle();
  CHECK(has(server.get("/api/v1/jobs"), R"("what":"a.csv")"));
}

TEST_CASE("what was found is declared in its place, and the declaration taken back") {
  TestServer server;
  store::Place found;
  found.path = "/srv/app";
  found.read = TestServer::kNow - kDay;
  found.systems = {{"found_app", ".", "app", "", "", {}, {}}};
  REQUIRE(server.store->estate().replace(found));
  server.gate.person = person(Role::analyst);
  const auto assign = [&](const std::string& body) {
    return server.post("/api/v1/reconcile/assign", body);
  };
  CHECK(assign(R"({"found":"found_app","use_case":null,"declare":{"stage":"Pilot"}})").status ==
        400);
  CHECK(assign(R"({"found":"found_app","use_case":null,"declare":{"name":"A","stage":"x"}})")
            .status == 400);
  CHECK(assign(R"({"found":"found_none","use_case":null,"declare":{"name":"A"}})").status == 404);
  const std::string body = R"({"found":"found_app","use_case":null,"declare":{"name":"Gateway"}})";
  const Response declared = assign(body);
  CHECK(declared.status == 200);
  CHECK(has(server.get("/api/v1/systems/found_app"), R"("name":"Gateway")"));
  CHECK(has(server.get("/api/v1/systems/found_app"), R"("value":"Gateway")"));
  CHECK(assign(body).status == 409);
  CHECK(server.post("/api/v1/findings/undo", R"({"audit":")" + member(declared, "audit") + "\"}")
            .status == 200);
  CHECK(has(server.get("/api/v1/systems/found_app"), R"("use_case":null)"));
  CHECK(server.store->inventory().use_cases("").value().empty());
}

TEST_CASE("the parts of a system") {
  TestServer server;
  store::Place found;
  found.path = "/srv/app";
  found.read = TestServer::kNow - kDay;
  record::Component torch;
  torch.id = "component_torch";
  torch.name = "torch";
  torch.version = "2.5.1";
  torch.provider = "pypi";
  torch.provenance = record::Provenance::observed;
  torch.attributes = {{"licence", "BSD-3-Clause", record::Provenance::declared, "a"}};
  found.components = {torch};
  found.systems = {{"found_app", ".", "app", "", "", {torch.id}, {}}};
  REQUIRE(server.store->estate().replace(found));
  record::Run run;
  run.roots = {"/srv/app"};
  const auto scan = server.store->begin_scan(run, TestServer::kNow - kDay);
  record::Artifact a;
  a.sha256 = std::string(64, 'a');
  a.format = "pickle";
  a.verdict = record::Verdict::malicious;
  REQUIRE(server.store->record_sighting(*scan, {"/srv/app/m.pkl", 1, TestServer::kNow - kDay}, a));
  record::Standing stood;
  stood.framework = "guidelines";
  stood.requirement = "P3";
  stood.system = "found_app";
  stood.at = TestServer::kNow - kDay;
  stood.status = record::Status::partly;
  stood.why = "a plan is drafted";
  REQUIRE(server.store->evidence().put_standings({stood}));
  server.gate.person = person(Role::viewer);
  const std::string place = "/api/v1/systems/found_app";
  CHECK(has(server.get(place + "/artifacts"), R"("name":"m.pkl","format":"pickle")"));
  CHECK(has(server.get(place + "/components"), R"("name":"torch","version":"2.5.1")"));
  CHECK(has(server.get(place + "/components?kind=model"), R"("total":0)"));
  CHECK(has(server.get(place + "/answers"), R"("id":"P3","title":)"));
  CHECK(has(server.get(place + "/answers?framework=roadmap"), R"("total":0)"));
  const Response history = server.get(place + "/history");
  CAPTURE(history.body);
  CAPTURE(server.get(place + "/answers").body);
  CHECK(has(history, R"("what":"scan","detail":"1 file, 1 malicious")"));
  CHECK(has(history, R"("what":"discover")"));
  for (const char* part : {"artifacts", "components", "answers", "history"}) {
    CHECK(server.get(std::string("/api/v1/systems/found_none/") + part).status == 404);
  }
}

}  // namespace
}  // namespace bartizan::server

// What people decide on pages: accepted and assigned findings, states of cases, edits of records,
// and the way back of each.
#include <doctest/doctest.h>

#include "run/exceptions.h"
#include "run/triage.h"
#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = 86'400'000;
const std::string kHash(64, 'a');

record::Finding finding(const char* rule, const char* subject, record::Verdict verdict) {
  record::Finding f;
  f.rule = rule;
  f.subject = subject;
  f.severity = record::Severity::high;
  f.verdict = verdict;
  f.range = {3, 7};
  return f;
}

// One file with something suspicious, another with something malicious.
void see(TestServer& server) {
  record::Run run;
  run.roots = {"/srv"};
  const auto scan = server.store->begin_scan(run, TestServer::kNow - kDay);
  REQUIRE(scan);
  const auto add = [&](const char* path, const std::string& sha256, record::Verdict verdict,
                       record::Finding f) {
    record::Artifact a;
    a.sha256 = sha256;
    a.format = "pickle";
    a.verdict = verdict;
    a.findings.push_back(std::move(f));
    REQUIRE(server.store->record_sighting(
        *scan, {path, TestServer::kNow - kDay, TestServer::kNow - kDay}, a));
  };
  using enum record::Verdict;
  add("/srv/a.pkl", kHash, suspicious, finding("BZ-PKL-003", "acme.Scaler", suspicious));
  add("/srv/b.pkl", std::string(64, 'b'), suspicious,
      finding("BZ-PKL-003", "acme.Scaler", suspicious));
  add("/srv/c.pkl", std::string(64, 'c'), malicious,
      finding("BZ-PKL-001", "posix.system", malicious));
  REQUIRE(server.store->finish_scan(*scan, {}, TestServer::kNow - kDay));
}

std::size_t entries(TestServer& server) {
  const auto all = server.store->audit().entries({});
  REQUIRE(all);
  return all->size();
}

TEST_CASE("an approver accepts a cause until a date, and everybody sees it at once") {
  TestServer server;
  see(server);
  const std::string body = R"({"rule":"BZ-PKL-003","callable":"acme.Scaler","reason":"ours",)"
                           R"("expires":"2027-03-01T00:00:00.000Z"})";
  server.gate.person = person(Role::analyst);
  CHECK(server.post("/api/v1/findings/accept", body).status == 403);
  server.gate.person = person(Role::approver);
  CHECK(has(server.get("/api/v1/findings/causes"), R"("cause":"acme.Scaler")"));
  const Response accepted = server.post("/api/v1/findings/accept", body);
  CHECK(accepted.status == 200);
  CHECK(has(accepted, R"("accepted":2)"));
  CHECK(has(accepted, R"("kind":"suppression")"));
  const Response list = server.get("/api/v1/findings?state=accepted");
  CHECK(has(list, R"("total":2)"));
  CHECK(has(list, R"("accepted":{"reason":"ours","by":"ada","until":"2027-03-01T00:00:00.000Z"})"));
  CHECK_FALSE(has(server.get("/api/v1/findings/causes"), "acme.Scaler"));
  CHECK(has(server.get("/api/v1/findings?state=open"), R"("total":1)"));

  // Later scans ask the store.
  const auto granted = run::with_granted(*server.store, {}, TestServer::kNow);
  REQUIRE(granted);
  record::Artifact again;
  again.sha256 = std::string(64, 'd');
  again.findings = {finding("BZ-PKL-003", "acme.Scaler", record::Verdict::suspicious),
                    finding("BZ-PKL-002", "acme.Scaler", record::Verdict::suspicious)};
  CHECK(run::apply_exceptions(again, run::Exceptions(*granted, TestServer::kNow)) == 1);
  CHECK(again.findings[0].accepted_by.has_value());

  // Taken back once, by an approver.
  const std::string undo = R"({"audit":")" + member(accepted, "audit") + "\"}";
  server.gate.person = person(Role::analyst);
  CHECK(server.post("/api/v1/findings/undo", undo).status == 403);
  server.gate.person = person(Role::approver);
  const std::size_t before = entries(server);
  CHECK(server.post("/api/v1/findings/undo", undo).status == 200);
  CHECK(entries(server) == before + 1);
  CHECK(server.post("/api/v1/findings/undo", undo).status == 409);
  CHECK(has(server.get("/api/v1/findings?state=accepted"), R"("total":0)"));
  CHECK(run::with_granted(*server.store, {}, TestServer::kNow)->empty());
  CHECK(server.post("/api/v1/findings/undo", R"({"audit":"99999"})").status == 404);
  CHECK(server.post("/api/v1/findings/undo", R"({"audit":"none"})").status == 404);
}

TEST_CASE("what is malicious is accepted for one file and for thirty days at most") {
  TestServer server;
  see(server);
  server.gate.person = person(Role::approver);
  const auto accept = [&](const std::string& which, const char* expires) {
    return server.post(
        "/api/v1/findings/accept",
        R"({"rule":"BZ-PKL-001",)" + which + R"("reason":"a test","expires":")" + expires + "\"}");
  };
  const std::string file = R"("sha256":")" + std::string(64, 'c') + R"(",)";
  const std::size_t before = entries(server);
  CHECK(accept(R"("callable":"posix.system",)", "2026-12-10").status == 400);
  CHECK(accept(file, "2027-03-01").status == 400);
  CHECK(accept(file, "2026-11-01").status == 400);
  CHECK(accept("", "2026-12-10").status == 400);
  CHECK(accept(R"("sha256":")" + std::string(64, 'e') + R"(",)", "2026-12-10").status == 404);
  // Who approves is who is signed in, not a name that somebody types.
  CHECK(accept(file + R"("approver":"A. Nother",)", "2026-12-10").status == 400);
  CHECK(entries(server) == before);
  const Response accepted = accept(file + R"("approver":"ada",)", "2026-12-10");
  CHECK(accepted.status == 200);
  CHECK(has(accepted, R"("kind":"waiver")"));
  // The verdict stays what the bytes say.
  const Response list = server.get("/api/v1/findings?state=accepted");
  CHECK(has(list, R"("verdict":"malicious")"));
  CHECK(has(list, R"("total":1)"));
}

TEST_CASE("an acceptance that is over no longer shows") {
  TestServer server;
  see(server);
  record::Exception e;
  e.rule = "BZ-PKL-003";
  e.module = "acme";
  e.name = "Scaler";
  e.owner = "ada";
  e.reason = "once";
  e.granted = TestServer::kNow - 2 * kDay;
  e.expires = TestServer::kNow - kDay;
  e.id = run::exception_id(e);
  REQUIRE(server.store->triage().accept(e));
  const auto findings = server.store->triage().findings("BZ-PKL-003");
  REQUIRE(findings);
  REQUIRE(server.store->triage().mark({findings->front().number}, e.id));
  server.gate.person = person(Role::viewer);
  CHECK(has(server.get("/api/v1/findings?state=accepted"), R"("total":0)"));
}

TEST_CASE("a cause or a finding is assigned, and assigned back") {
  TestServer server;
  see(server);
  server.gate.person = person(Role::viewer);
  CHECK(server.post("/api/v1/findings/assign", R"({"cause":"acme.Scaler","to":"bob"})").status ==
        403);
  server.gate.person = person(Role::analyst);
  CHECK(server.post("/api/v1/findings/assign", R"({"cause":"nothing","to":"bob"})").status == 404);
  CHECK(server.post("/api/v1/findings/assign", R"({"to":"bob"})").status == 400);
  const Response all =
      server.post("/api/v1/findings/assign", R"({"cause":"acme.Scaler","to":"bob"})");
  CHECK(all.status == 200);
  CHECK(has(all, R"("assigned":2)"));
  CHECK(has(server.get("/api/v1/findings?state=assigned"), R"("assigned":"bob")"));
  CHECK(has(server.get("/api/v1/findings?state=open"), R"("total":3)"));
  const std::string id = "L3Nydi9jLnBrbA.BZ-PKL-001.3";
  CHECK(server.post("/api/v1/findings/assign", R"({"ids":["x.y.1"],"to":"eve"})").status == 404);
  const Response one =
      server.post("/api/v1/findings/assign", R"({"ids":[")" + id + R"("],"to":"eve"})");
  CHECK(one.status == 200);
  CHECK(has(server.get("/api/v1/findings?state=assigned"), R"("total":3)"));
  CHECK(
      server.post("/api/v1/findings/undo", R"({"audit":")" + member(one, "audit") + "\"}").status ==
      200);
  CHECK(has(server.get("/api/v1/findings?state=assigned"), R"("total":2)"));
  // Assigned again since: the first one cannot be taken back alone.
  CHECK(server.post("/api/v1/findings/assign", R"({"cause":"acme.Scaler","to":"eve"})").status ==
        200);
  CHECK(
      server.post("/api/v1/findings/undo", R"({"audit":")" + member(all, "audit") + "\"}").status ==
      409);
}

record::Case open_case() {
  record::Case c;
  c.id = "case_" + std::string(26, 'a');
  c.system = "found_a";
  c.system_name = "app";
  c.component = "pkg:pypi/litellm@1.82.0";
  c.advisory = "CVE-2026-42208";
  c.first_seen = TestServer::kNow - kDay;
  c.last_seen = c.first_seen;
  c.table = "bod-26-04";
  c.outcome = "14 days";
  c.inputs = "{}";
  c.start = c.first_seen;
  c.due = TestServer::kNow + 13 * kDay;
  return c;
}

TEST_CASE("a case is looked into, accepted by an approver, or not affected, and back") {
  TestServer server;
  const record::Case known = open_case();
  REQUIRE(server.store->cases().observe({"found_a"}, {known}, TestServer::kNow - kDay));
  const std::string place = "/api/v1/cases/" + known.id;
  const auto say = [&](const std::string& body) { return server.post(place + "/state", body); };
  const auto undo = [&](const Response& answer) {
    return server.post("/api/v1/findings/undo", R"({"audit":")" + member(answer, "audit") + "\"}")
        .status;
  };
  server.gate.person = person(Role::viewer);
  CHECK(say(R"({"state":"investigating","reason":"x"})").status == 403);
  server.gate.person = person(Role::analyst);
  CHECK(say(R"({"state":"accepted","reason":"x","until":"2027-01-01"})").status == 403);
  CHECK(say(R"({"state":"not-affected","reason":"x"})").status == 403);
  CHECK(say(R"({"state":"investigating"})").status == 400);
  // Nobody has looked whether it is: its clock would stop on one person's word.
  CHECK(say(R"({"state":"fixed","reason":"x"})").status == 403);
  CHECK(say(R"({"state":"investigating","reason":"x","until":"2027-01-01"})").status == 400);
  CHECK(server.post("/api/v1/cases/case_none/state", R"({"state":"fixed","reason":"x"})").status ==
        404);
  const Response looked = say(R"({"state":"investigating","reason":"somebody looks"})");
  CHECK(looked.status == 200);
  CHECK(has(server.get(place), "somebody looks"));
  CHECK(has(server.get(place), R"("state":"investigating")"));
  CHECK(has(server.get(place), R"("vex":null)"));
  // What it is already is no change, and its history says nothing of it.
  const std::size_t told = server.store->cases().history(known.id).value().size();
  CHECK(say(R"({"state":"investigating","reason":"once more"})").status == 409);
  CHECK(server.store->cases().history(known.id).value().size() == told);
  CHECK(undo(looked) == 200);
  CHECK(has(server.get(place), R"("state":"open")"));

  server.gate.person = person(Role::approver);
  CHECK(say(R"({"state":"accepted","reason":"behind a wall"})").status == 400);
  CHECK(say(R"({"state":"accepted","reason":"x","until":"2029-01-01"})").status == 400);
  const Response accepted =
      say(R"({"state":"accepted","reason":"behind a wall","until":"2027-01-01"})");
  CHECK(accepted.status == 200);
  CHECK(has(accepted, R"("until":"2027-01-01T00:00:00.000Z")"));
  server.gate.person = person(Role::analyst);
  CHECK(undo(accepted) == 403);
  server.gate.person = person(Role::approver);
  CHECK(undo(accepted) == 200);
  CHECK(has(server.get(place), R"("state":"open")"));

  const Response not_affected = say(R"({"state":"not_affected","reason":"never called"})");
  CHECK(not_affected.status == 200);
  CHECK(has(not_affected, R"("vex":"vex_)"));
  CHECK(has(server.get(place), R"("impact":"never called")"));
  CHECK(has(server.get(place), R"("state":"not-affected")"));
  CHECK(undo(not_affected) == 200);
  CHECK(has(server.get(place), R"("vex":null)"));
  CHECK(has(server.get(place), R"("state":"open")"));

  // Something else happened since: refused, and nothing changes.
  const Response first = say(R"({"state":"investigating","reason":"a"})");
  const Response second = say(R"({"state":"fixed","reason":"b"})");
  CHECK(undo(first) == 409);
  server.gate.person = person(Role::analyst);
  CHECK(undo(second) == 403);
  server.gate.person = person(Role::approver);
  CHECK(undo(second) == 200);
}

TEST_CASE("an answer about exposure is taken back, as if nobody had said it") {
  TestServer server;
  store::Place found;
  found.path = "/srv/app";
  found.read = TestServer::kNow - kDay;
  found.systems = {{"found_app", ".", "app", "", "", {}, {}}};
  REQUIRE(server.store->estate().replace(found));
  server.gate.person = person(Role::analyst);
  const std::string place = "/api/v1/systems/found_app";
  const auto say = [&](const char* body) {
    return server.answer(server.request(Method::put, place + "/exposure", body));
  };
  const Response no = say(R"({"exposed":false,"reason":"inside"})");
  CHECK(no.status == 200);
  CHECK(has(server.get(place), R"("exposed":false)"));
  CHECK(
      server.post("/api/v1/findings/undo", R"({"audit":")" + member(no, "audit") + "\"}").status ==
      200);
  CHECK(has(server.get(place), R"("exposure":null)"));
}

}  // namespace
}  // namespace bartizan::server

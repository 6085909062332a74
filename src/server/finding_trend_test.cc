// Findings day by day: what each sighting adds and takes away, what decisions close, and from when
// on the store can say it.
#include "server/finding_trend.h"

#include "server/routes/test_words.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = 86'400'000;
constexpr base::Millis kNow = TestServer::kNow;  // midnight: today has only begun
constexpr base::Millis kNoon = kDay / 2;

record::Finding finding(const char* rule, std::uint64_t offset, record::Severity severity) {
  record::Finding f;
  f.rule = rule;
  f.subject = "acme.Scaler";
  f.severity = severity;
  f.verdict = record::Verdict::suspicious;
  f.range = {offset, 1};
  return f;
}

void see(TestServer& server, const char* path, int days_ago,
         std::vector<record::Finding> findings) {
  const base::Millis at = kNow - days_ago * kDay - kNoon;
  const auto scan = server.store->begin_scan({}, at);
  REQUIRE(scan);
  record::Artifact a;
  a.sha256 = std::string(64, 'a');
  a.format = "pickle";
  a.verdict = findings.empty() ? record::Verdict::clean : record::Verdict::suspicious;
  a.findings = std::move(findings);
  REQUIRE(server.store->record_sighting(*scan, {path, at, at}, a));
  REQUIRE(server.store->finish_scan(*scan, {}, at));
}

std::uint64_t total(const TrendDay& day) {
  std::uint64_t sum = 0;
  for (const std::uint64_t one : day.open) sum += one;
  return sum;
}

// "5:2+2-0" for each day: how long ago, open, opened, closed.
std::string told(TestServer& server, std::size_t days = 90) {
  const auto trend = server.finding_trend.look(days);
  REQUIRE(trend);
  std::string text;
  for (const TrendDay& day : trend->days) {
    text += (text.empty() ? "" : " ") + std::to_string((kNow - day.at) / kDay) + ':' +
            std::to_string(total(day));
    if (!day.opened) continue;
    text += '+' + std::to_string(*day.opened) + '-' + std::to_string(*day.closed);
  }
  return text;
}

using enum record::Severity;

TEST_CASE("an empty store knows no day") {
  TestServer server;
  const auto trend = server.finding_trend.look(90);
  REQUIRE(trend);
  CHECK(trend->days.empty());
  CHECK(trend->from == 0);
  server.gate.person = person(Role::viewer);
  const Response answer = server.get("/api/v1/findings/trend");
  CHECK(answer.status == 200);
  CHECK(has(answer, R"("days":[],"from":null,"why":null)"));
}

TEST_CASE("what is seen again stays, what is seen no more is closed that day") {
  TestServer server;
  see(server, "/srv/a.pkl", 4, {finding("BZ-PKL-003", 1, high), finding("BZ-PKL-004", 9, low)});
  see(server, "/srv/b.pkl", 3, {finding("BZ-PKL-003", 1, high)});
  see(server, "/srv/a.pkl", 2, {finding("BZ-PKL-003", 1, high)});
  // Days ago are counted to midnight: noon of four days ago is in the fifth day.
  CHECK(told(server) == "5:2+2-0 4:3+1-0 3:2+0-1 2:2+0-0 1:2+0-0 0:2+0-0");
  // Later sightings come on top of what was read.
  see(server, "/srv/b.pkl", 0, {});
  see(server, "/srv/a.pkl", 0,
      {finding("BZ-PKL-003", 1, high), finding("BZ-PKL-005", 1, critical)});
  CHECK(told(server) == "5:2+2-0 4:3+1-0 3:2+0-1 2:2+0-0 1:2+1-1 0:2+0-0");
  const auto trend = server.finding_trend.look(2);
  REQUIRE(trend);
  CHECK(trend->days.size() == 2);
  CHECK(trend->days.front().open[static_cast<std::size_t>(critical)] == 1);
  CHECK(trend->from == kNow - 4 * kDay - kNoon);
  CHECK_FALSE(trend->is_cut);
  // The same as one who reads all of it at once.
  FindingTrend other(*server.store, [] { return kNow; });
  CHECK(other.look(90)->days == server.finding_trend.look(90)->days);
}

TEST_CASE("what is accepted is closed until its time is over, or it is taken back") {
  TestServer server;
  see(server, "/srv/a.pkl", 9, {finding("BZ-PKL-003", 1, high)});
  see(server, "/srv/b.pkl", 9, {finding("BZ-PKL-003", 1, high)});
  CHECK(told(server, 1) == "0:2+0-0");
  record::Exception e;
  e.id = "exception_1";
  e.rule = "BZ-PKL-003";
  e.module = "acme";
  e.name = "Scaler";
  e.reason = "ours";
  e.granted = kNow - 7 * kDay;
  e.expires = kNow - 3 * kDay;
  const auto number = server.store->triage().accept(e);
  REQUIRE(number);
  const auto stored = server.store->triage().findings("BZ-PKL-003");
  REQUIRE(stored);
  std::vector<std::int64_t> numbers;
  for (const store::StoredFinding& one : *stored) numbers.push_back(one.number);
  REQUIRE(server.store->triage().mark(numbers, e.id));
  CHECK(told(server, 9) ==
        "8:2+0-0 7:0+0-2 6:0+0-0 5:0+0-0 4:0+0-0 3:2+2-0 2:2+0-0 1:2+0-0 0:2+0-0");
  CHECK(server.finding_trend.look(8)->days.front().accepted == 2U);
  // Taken back a day later: the findings do not remember it, the decision does.
  REQUIRE(server.store->triage().withdraw(*number, "ada", kNow - 6 * kDay));
  REQUIRE(server.store->triage().mark(numbers, ""));
  CHECK(told(server, 9) ==
        "8:2+0-0 7:0+0-2 6:2+2-0 5:2+0-0 4:2+0-0 3:2+0-0 2:2+0-0 1:2+0-0 0:2+0-0");
}

TEST_CASE("days before old scans were let go are not told") {
  TestServer server;
  see(server, "/srv/a.pkl", 9, {finding("BZ-PKL-003", 1, high)});
  see(server, "/srv/a.pkl", 5, {finding("BZ-PKL-003", 1, high), finding("BZ-PKL-004", 1, low)});
  REQUIRE(server.store->retention().older("scans", kNow - 6 * kDay, true));
  record::AuditEvent event;
  event.at = kNow - 2 * kDay;
  event.who = "os:ada";
  event.via = "cli";
  event.what = "purge";
  event.detail = "scans 1";
  REQUIRE(server.store->audit().append(event));
  const auto trend = server.finding_trend.look(90);
  REQUIRE(trend);
  CHECK(trend->is_cut);
  CHECK(told(server) == "2:2 1:2+0-0 0:2+0-0");
}

TEST_CASE("the last day counts what the list of open findings counts") {
  TestServer server;
  server.gate.person = person(Role::viewer);
  see(server, "/srv/a.pkl", 4, {finding("BZ-PKL-003", 1, high), finding("BZ-PKL-003", 1, high)});
  see(server, "/srv/b.pkl", 1, {finding("BZ-PKL-004", 3, medium)});
  CHECK(has(server.get("/api/v1/findings?state=open"), R"("total":3)"));
  const Response trend = server.get("/api/v1/findings/trend?days=1");
  CHECK(has(trend, R"("open":{"critical":0,"high":2,"medium":1,"low":0,"info":0},"total":3)"));
  CHECK(has(trend, R"("why":"first-scan")"));
  CHECK(server.get("/api/v1/findings/trend?days=0").status == 400);
  CHECK(server.get("/api/v1/findings/trend?days=400").status == 400);
}

}  // namespace
}  // namespace bartizan::server

// Watched places, who is told, settings and the feed through the routes; and work that is kept.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "run/notify.h"
#include "server/scan_job.h"
#include "server/test_server.h"
#include "server/watcher.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

bool holds(const Response& response, std::string_view text) { return response.body.contains(text); }

Response send(TestServer& server, Method method, std::string_view target, std::string body) {
  return server.answer(server.request(method, target, std::move(body)));
}

struct Site : TestServer {
  std::string root;
  Watcher watcher{context};
  Site() {
    gate.person = admin();
    temp.write("root/models/m.pkl", "\x80\x02N.");
    temp.write("elsewhere/m.pkl", "\x80\x02N.");
    std::string why;
    REQUIRE(roots.add(temp.file("root"), why));
    root = roots.paths().front();
    context.watcher = &watcher;
  }
  ~Site() {
    watcher.stop();
    jobs.stop();
    jobs.wait();
  }
};

TEST_CASE("places beneath the roots are watched, listed, looked at and let go") {
  Site site;
  const std::string path = site.root + "/models";
  CHECK(site.post("/api/v1/watched", R"({"path":")" + site.temp.file("elsewhere") + "\"}").status ==
        404);
  CHECK(site.post("/api/v1/watched", R"({"path":")" + path + R"(","interval_s":59})").status ==
        400);
  const Response added =
      site.post("/api/v1/watched", R"({"path":")" + path + R"(","interval_s":3600})");
  CHECK(added.status == 200);
  CHECK(holds(added, R"("interval_in_force_s":3600)"));
  CHECK(holds(added, R"("last":null)"));
  CHECK(holds(added, R"("is_due":true)"));
  CHECK(holds(added, R"("audit":)"));
  CHECK(holds(site.get("/api/v1/summary"), R"("watched_due":1)"));

  CHECK(site.post("/api/v1/watched/look", R"({"path":"/none"})").status == 404);
  const Response looks = site.post("/api/v1/watched/look", "{}");
  CHECK(looks.status == 202);
  CHECK(holds(looks, R"("kind":"reread")"));
  site.jobs.wait_idle();
  const auto job = site.jobs.list().front();
  CHECK(job.state == JobState::done);
  CHECK(job.what == path);
  CHECK(job.summary.contains(R"("new":1)"));
  const Response list = site.get("/api/v1/watched");
  CHECK(holds(list, R"("last":"2026-11-28T00:00:00.000Z")"));
  CHECK(holds(list, R"("next":"2026-11-28T01:00:00.000Z")"));
  CHECK(holds(list, R"("is_due":false)"));
  CHECK(holds(list, R"("files":1)"));
  CHECK(holds(site.get("/api/v1/summary"), R"("watched_due":0)"));

  // A raised posture looks more often.
  CHECK(site.post("/api/v1/posture", R"({"until":"2026-12-28","reason":"drill"})").status == 200);
  CHECK_FALSE(holds(site.get("/api/v1/watched"), R"("interval_in_force_s":3600)"));

  CHECK(send(site, Method::remove, "/api/v1/watched", R"({"path":")" + path + "\"}").status == 200);
  CHECK(send(site, Method::remove, "/api/v1/watched", R"({"path":")" + path + "\"}").status == 404);
  CHECK(holds(site.get("/api/v1/watched"), R"("total":0)"));
}

TEST_CASE("a round looks at what is due below the roots, and at nothing else") {
  Site site;
  record::Watched place;
  place.interval = 3'600'000;
  place.at = TestServer::kNow;
  for (const std::string& path : {site.root + "/models", site.temp.file("elsewhere")}) {
    place.path = path;
    REQUIRE(site.store->watch().put_place(place));
  }
  site.watcher.round();
  site.jobs.wait_idle();
  std::size_t looks = 0;
  for (const Job& job : site.jobs.list()) {
    looks += job.what == site.root + "/models" ? 1U : 0U;
    CHECK(job.what != site.temp.file("elsewhere"));
  }
  CHECK(looks == 1);
  // It is not due any more.
  site.watcher.round();
  site.jobs.wait_idle();
  CHECK(site.jobs.list().size() == 1);
  CHECK(holds(site.get("/api/v1/watched"), R"("below_roots":false)"));
}

TEST_CASE("who is told is the business of administrators; a secret is shown once") {
  Site site;
  site.gate.person->role = Role::approver;
  CHECK(site.get("/api/v1/notifications").status == 403);
  site.gate.person->role = Role::admin;
  CHECK(site.post("/api/v1/notifications",
                  R"({"kind":"webhook","name":"ops","address":"http://example.org/"})")
            .status == 400);
  CHECK(site.post("/api/v1/notifications",
                  R"({"kind":"syslog","name":"x","address":"unix:/x","secret":"1234567890123456"})")
            .status == 400);
  const Response added = site.post(
      "/api/v1/notifications",
      R"({"kind":"webhook","name":"ops","address":"https://example.invalid/hook","least":"low"})");
  CHECK(added.status == 201);
  CHECK(holds(added, R"("secret":")"));
  const record::NotifyTarget target = site.store->watch().targets().value().at(0);
  CHECK(target.least == record::Severity::low);
  const Response list = site.get("/api/v1/notifications");
  CHECK(holds(list, target.id));
  CHECK_FALSE(holds(list, "secret"));
  const std::string own = "/api/v1/notifications/" + target.id;
  CHECK(
      holds(send(site, Method::patch, own, R"({"on":false,"least":"critical"})"), R"("on":false)"));
  CHECK(send(site, Method::patch, own, R"({"address":"ftp://x"})").status == 400);
  CHECK(send(site, Method::patch, "/api/v1/notifications/none", R"({"on":true})").status == 404);
  CHECK(send(site, Method::remove, own, "").status == 200);
  CHECK(send(site, Method::remove, own, "").status == 404);
  CHECK_FALSE(std::filesystem::exists(site.temp.file("keys/" + target.id + ".webhook")));
}

TEST_CASE("a test of a target says whether it arrived") {
  Site site;
  CHECK(site.post("/api/v1/notifications", R"({"kind":"syslog","name":"log","address":"unix:)" +
                                               site.temp.file("none") + "\"}")
            .status == 201);
  const std::string id = site.store->watch().targets().value().at(0).id;
  const Response tested =
      site.answer(site.request(Method::post, "/api/v1/notifications/" + id + "/test"));
  CHECK(tested.status == 200);
  CHECK(holds(tested, R"("ok":false)"));
}

TEST_CASE("notices are listed from page to page, and are a feed") {
  Site site;
  std::vector<record::Notice> notices;
  for (int i = 0; i < 3; ++i) {
    record::Notice notice;
    notice.subject = "/srv/" + std::to_string(i);
    notice.id = record::notice_id(record::NoticeKind::finding, notice.subject, "");
    notice.title = "number " + std::to_string(i) + " <b>";
    notice.at = TestServer::kNow;
    notices.push_back(notice);
  }
  REQUIRE(site.store->watch().tell(notices, 3));
  const Response first = site.get("/api/v1/notices?limit=2");
  CHECK(holds(first, "number 2"));
  CHECK(holds(first, "number 1"));
  CHECK_FALSE(holds(first, "number 0"));
  CHECK(holds(first, R"("next":"2")"));
  CHECK(holds(first, R"("total":3)"));
  const Response rest = site.get("/api/v1/notices?limit=2&cursor=2");
  CHECK(holds(rest, "number 0"));
  CHECK(holds(rest, R"("next":null)"));
  CHECK(site.get("/api/v1/notices?cursor=x").status == 400);
  const Response feed = site.get("/api/v1/feed.atom");
  CHECK(feed.status == 200);
  CHECK(feed.content_type.starts_with("application/atom+xml"));
  CHECK(holds(feed, "number 2 &lt;b&gt;"));
  CHECK(holds(feed, "http://localhost:8765/api/v1/feed.atom"));
  CHECK(feed.body == site.get("/api/v1/feed.atom").body);
}

TEST_CASE("settings are an administrator's, and are in force at once") {
  Site site;
  CHECK(holds(site.get("/api/v1/settings"), R"("evidence_age_days":null)"));
  CHECK(send(site, Method::patch, "/api/v1/settings", "{}").status == 400);
  CHECK(send(site, Method::patch, "/api/v1/settings", R"({"interval_s":1})").status == 400);
  const Response changed = send(
      site, Method::patch, "/api/v1/settings",
      R"({"interval_s":7200,"reread_rate":0,"evidence_age_days":3,"findings_from":"low","clock_days":5,"answer_days":6})");
  CHECK(changed.status == 200);
  CHECK(holds(changed, R"("evidence_age_in_force_s":259200)"));
  CHECK(holds(changed, R"("findings_from":"low")"));
  CHECK(site.store->watch().settings().value().interval == 7'200'000);
  site.gate.person->role = Role::approver;
  CHECK(send(site, Method::patch, "/api/v1/settings", R"({"clock_days":1})").status == 403);
}

// A server that was killed: its jobs and its uploads, seen by the next one.
TEST_CASE("accepted work is taken up again, and nothing else is kept of uploads") {
  Site site;
  const std::string path = site.root + "/models";
  site.temp.write("uploads/0-1/m.pkl", "\x80\x02N.");
  site.temp.write("uploads/0-2/left-over.pkl", "\x80\x02N.");
  record::KeptJob job{"1-1", "scan", path, "", true, "account_1", "ada", TestServer::kNow, 0};
  REQUIRE(site.store->watch().keep_job(job));
  job = {"1-2",
         "upload",
         site.temp.file("uploads/0-1/m.pkl"),
         "upload:m.pkl",
         false,
         "account_1",
         "ada",
         TestServer::kNow,
         1};
  REQUIRE(site.store->watch().keep_job(job));
  job = {"1-3", "scan", "/etc", "", false, "account_1", "ada", TestServer::kNow, 0};
  REQUIRE(site.store->watch().keep_job(job));
  job = {"1-4", "scan", path, "", false, "account_1", "ada", TestServer::kNow, kMostStarts};
  REQUIRE(site.store->watch().keep_job(job));
  job = {"1-5",
         "upload",
         site.temp.file("uploads/0-9/m.pkl"),
         "upload:n.pkl",
         false,
         "account_1",
         "ada",
         TestServer::kNow,
         0};
  REQUIRE(site.store->watch().keep_job(job));

  Jobs jobs(site.events, [] { return TestServer::kNow; }, site.store.get());
  Context context{.store = *site.store,
                  .now = [] { return TestServer::kNow; },
                  .events = site.events,
                  .jobs = jobs,
                  .roots = site.roots,
                  .uploads = site.uploads,
                  .estate = site.estate,
                  .finding_trend = site.finding_trend,
                  .organisation = site.organisation,
                  .reconciliation = site.reconciliation,
                  .config = site.config,
                  .state_folder = site.temp.path()};
  take_up_jobs(context);
  CHECK_FALSE(std::filesystem::exists(site.temp.file("uploads/0-2")));
  jobs.wait_idle();
  CHECK(jobs.find("1-1")->state == JobState::done);
  CHECK(jobs.find("1-1")->by == "ada");
  CHECK(jobs.find("1-2")->state == JobState::done);
  CHECK(jobs.find("1-3")->state == JobState::failed);
  CHECK(jobs.find("1-4")->error.contains("never ended"));
  CHECK(jobs.find("1-5")->error.contains("not there any more"));
  CHECK(site.store->watch().kept_jobs().value().empty());
  CHECK_FALSE(std::filesystem::exists(site.temp.file("uploads/0-1/m.pkl")));
  CHECK(site.store->history("upload:m.pkl").value().size() == 1);
}

TEST_CASE(
    "what ends is dropped, what is cancelled, too; what the end of the server stops is kept") {
  Site site;
  std::atomic<bool> go = false;
  Jobs jobs(site.events, [] { return TestServer::kNow; }, site.store.get());
  const auto request = [&](bool wait) {
    JobRequest asked;
    asked.kind = "scan";
    asked.what = asked.by = "x";
    asked.keep = record::KeptJob{};
    asked.keep->kind = "scan";
    asked.work = [&go, wait](JobControl& control) -> JobOutcome {
      while (wait && !go && !control.cancelled()) std::this_thread::yield();
      return {"{}", ""};
    };
    return asked;
  };
  const auto ids = [&] {
    std::vector<std::string> all;
    const auto kept = site.store->watch().kept_jobs();
    REQUIRE(kept);
    for (const record::KeptJob& job : *kept) all.push_back(job.id);
    return all;
  };
  const auto running = jobs.submit(request(true));
  const auto waiting = jobs.submit(request(false));
  const auto cancelled = jobs.submit(request(false));
  REQUIRE(cancelled);
  CHECK(ids() == std::vector{running->id, waiting->id, cancelled->id});
  CHECK(jobs.cancel(cancelled->id));
  CHECK(ids() == std::vector{running->id, waiting->id});
  go = true;
  jobs.wait_idle();
  CHECK(ids().empty());
  go = false;
  const auto broken_off = jobs.submit(request(true));
  const auto never_begun = jobs.submit(request(true));
  while (jobs.find(broken_off->id)->state == JobState::queued) std::this_thread::yield();
  jobs.stop();
  jobs.wait();
  CHECK(ids() == std::vector{broken_off->id, never_begun->id});
  CHECK(site.store->watch().kept_jobs().value().at(0).starts == 0);
}

}  // namespace
}  // namespace bartizan::server

// Scans, uploads, jobs and events through the routes. The worker of this test program reads nothing
// (tests/main.cc), so that what it leaves is incomplete; tests/cli/serve.sh has real ones.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "server/routes/files.h"
#include "server/test_server.h"

namespace bartizan::server {
namespace {

// A pickle of plain data, and one that would run `echo`.
const std::string kBenign("\x80\x04\x8c\x01\x78\x94\x4b\x03\x86\x94\x2e", 11);
const std::string kMalicious(
    "\x80\x02"
    "cposix\nsystem\nX\x04\x00\x00\x00"
    "echo\x85R.",
    28);

Job finished(TestServer& server) {
  for (int i = 0; i < 600; ++i) {
    const auto jobs = server.jobs.list();
    if (!jobs.empty() && jobs.front().ended != 0) return jobs.front();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  FAIL("the job does not end");
  return {};
}

TEST_CASE("only what lies beneath the roots is listed and scanned") {
  TestServer server;
  server.gate.person = server.admin();
  server.temp.write("root/a/model.pkl", kMalicious);
  server.temp.write("secret.pkl", kBenign);
  std::filesystem::create_symlink("../secret.pkl", server.temp.file("root/out"));
  std::string why;
  REQUIRE(server.roots.add(server.temp.file("root"), why));
  const std::string root = server.roots.paths().front();

  CHECK(server.get("/api/v1/roots").body.find(root) != std::string::npos);
  CHECK(server.get("/api/v1/browse?path=" + root).body.find(R"("name":"a")") != std::string::npos);
  CHECK(server.get("/api/v1/browse?path=" + root + "/..").status == 404);
  CHECK(server.get("/api/v1/browse?path=/etc").status == 404);
  CHECK(server.get("/api/v1/browse").status == 404);
  for (const std::string& path :
       {root + "/out", root + "/../secret.pkl", std::string("/etc/passwd"), root + "/none",
        std::string("a/model.pkl")}) {
    CAPTURE(path);
    CHECK(server.post("/api/v1/scans", R"({"path":")" + path + "\"}").status == 404);
  }
  CHECK(server.jobs.list().empty());

  const Response started = server.post("/api/v1/scans", R"({"path":")" + root + "\"}");
  CHECK(started.status == 202);
  CHECK(started.header("location").starts_with("/api/v1/jobs/"));
  const Job job = finished(server);
  CHECK(job.state == JobState::done);
  CHECK(job.summary.find(R"("incomplete":1)") != std::string::npos);
  CHECK(job.summary.find(R"("excluded":1)") != std::string::npos);
  CHECK(server.get(started.header("location")).body.find(R"("state":"done")") != std::string::npos);
  const auto noted = server.store->audit().entries({});
  REQUIRE(noted);
  REQUIRE(noted->size() == 1);
  CHECK(noted->front().what == "scan.start");
  CHECK(noted->front().shown_who == "ada");
  CHECK(noted->front().subject == root);
  const auto history = server.store->history(root + "/a/model.pkl");
  REQUIRE(history);
  REQUIRE(history->size() == 1);
  CHECK(history->front().verdict == record::Verdict::incomplete);
  // Its page says why, and what to do about it.
  const std::string page =
      server.get("/api/v1/artifacts/" + artifact_id(root + "/a/model.pkl")).body;
  CHECK(page.find(R"("gaps":[{"reason":"worker-)") != std::string::npos);
  CHECK(page.find("do not load the file; report it as SECURITY.md says") != std::string::npos);
}

TEST_CASE("the bytes of the server's own store are not shown, under whatever name it lies") {
  TestServer server;
  server.gate.person = server.admin();
  server.temp.write("root/model.pkl", kBenign);
  std::filesystem::create_hard_link(server.temp.file("store.db"),
                                    server.temp.file("root/weights.bin"));
  std::string why;
  REQUIRE(server.roots.add(server.temp.file("root"), why));
  const std::string root = server.roots.paths().front();
  const auto scan = server.store->begin_scan({}, TestServer::kNow);
  REQUIRE(scan);
  for (const char* name : {"/model.pkl", "/weights.bin"}) {
    REQUIRE(server.store->record_sighting(*scan, {root + name, TestServer::kNow, TestServer::kNow},
                                          {}));
  }
  REQUIRE(server.store->finish_scan(*scan, {}, TestServer::kNow));
  const auto bytes = [&](const std::string& name) {
    return server.get("/api/v1/artifacts/" + artifact_id(root + name) + "/hex");
  };
  CHECK(bytes("/model.pkl").status == 200);
  const Response refused = bytes("/weights.bin");
  CHECK(refused.status == 409);
  CHECK(refused.body.find("own store") != std::string::npos);
}

TEST_CASE("an upload is scanned, remembered by its name, and gone") {
  TestServer server;
  server.gate.person = server.admin();
  const auto upload = [&](const std::string& target, const std::string& body) {
    Request request = server.request(Method::post, target, body);
    for (Pair& pair : request.headers) {
      if (pair.name == "content-type") pair.value = "application/octet-stream";
    }
    return server.answer(std::move(request));
  };
  CHECK(upload("/api/v1/uploads", kBenign).status == 400);
  CHECK(upload("/api/v1/uploads?name=..", kBenign).status == 400);
  CHECK(upload("/api/v1/uploads?name=a%2Fb", kBenign).status == 400);
  CHECK(upload("/api/v1/uploads?name=a%0Ab", kBenign).status == 400);
  CHECK(upload("/api/v1/uploads?name=large.pkl", std::string(2 << 20, 'x')).status == 413);
  CHECK(upload("/api/v1/uploads?name=m.pkl", kMalicious).status == 202);
  const Job job = finished(server);
  CHECK(job.what == "upload:m.pkl");
  CHECK(job.summary.find(R"("incomplete":1)") != std::string::npos);
  const auto history = server.store->history("upload:m.pkl");
  REQUIRE(history);
  CHECK(history->size() == 1);
  // What was uploaded has a page, though its bytes are gone.
  const std::string artifact = "/api/v1/artifacts/" + artifact_id("upload:m.pkl");
  CHECK(server.get(artifact).status == 200);
  CHECK(server.get(artifact + "/hex").status == 404);
  server.jobs.wait_idle();
  std::size_t left = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(server.temp.file("uploads"))) {
    left += entry.is_regular_file() ? 1U : 0U;
  }
  CHECK(left == 0);
}

TEST_CASE("a stream ends with what opened it, and one account has some of them") {
  Events events;
  bool may = true;
  const auto stream =
      events.listen({.account = "a", .may_still = [&] { return may; }}, std::nullopt);
  events.publish("job", "{}");
  CHECK(stream->take());
  may = false;
  events.publish("job", R"({"secret":1})");
  CHECK_FALSE(stream->take());
  std::vector<std::shared_ptr<Stream>> open;
  for (std::size_t i = 1; i < Events::kMostOfAccount; ++i) {
    open.push_back(events.listen({.account = "a"}, std::nullopt));
    REQUIRE(open.back());
  }
  // One more, and the oldest gives way.
  const auto newest = events.listen({.account = "a"}, std::nullopt);
  REQUIRE(newest);
  CHECK_FALSE(stream->take());
  CHECK(open.front()->take());
  const auto next = events.listen({.account = "a"}, std::nullopt);
  CHECK_FALSE(open.front()->take());
  CHECK(open.back()->take());
  CHECK(events.listen({.account = "b"}, std::nullopt));
}

TEST_CASE("events are heard in order, again after a break, and by role") {
  Events events(100);
  const auto viewer = events.listen({}, std::nullopt);
  events.publish("job", R"({"n":1})");
  events.publish("notice", R"({"n":2})", Role::admin);
  CHECK(viewer->take() == "id: 100\nevent: job\ndata: {\"n\":1}\n\n");
  CHECK(viewer->take() == "");
  bool woken = false;
  viewer->when_ready([&] { woken = true; });
  CHECK_FALSE(woken);
  events.publish("scan", "{}");
  CHECK(woken);
  const auto back = events.listen({.role = Role::admin}, 100);
  CHECK(back->take() ==
        "id: 101\nevent: notice\ndata: {\"n\":2}\n\nid: 102\nevent: scan\ndata: {}\n\n");
  CHECK(events.listen({}, 7)->take()->starts_with("event: lost\n"));
  for (std::size_t i = 0; i < Events::kQueued + 5; ++i) events.publish("job", "{}");
  CHECK(viewer->take()->starts_with("event: lost\n"));
  events.close();
  CHECK_FALSE(viewer->take());
}

TEST_CASE("jobs wait for their turn, can be cancelled, and are bounded") {
  Events events(1);
  std::atomic<bool> go = false;
  std::atomic<int> at_once = 0, most = 0;
  Jobs jobs(events, [] { return TestServer::kNow; });
  const auto work = [&](JobControl& control) -> JobOutcome {
    most = std::max(most.load(), ++at_once);
    while (!go && !control.cancelled()) std::this_thread::yield();
    --at_once;
    return {"{}", ""};
  };
  JobRequest request{"scan", "x", "a", "ada", "scan", work};
  const auto first = jobs.submit(request);
  const auto second = jobs.submit(request);
  REQUIRE(second);
  CHECK(jobs.cancel(second->id));
  CHECK(jobs.find(second->id)->state == JobState::cancelled);
  CHECK_FALSE(jobs.cancel(second->id));
  CHECK_FALSE(jobs.cancel("none"));
  std::size_t taken = 0;
  while (jobs.submit(request)) ++taken;
  CHECK(taken >= Jobs::kMostQueued - 1);
  CHECK(taken <= Jobs::kMostQueued + 1);
  go = true;
  jobs.wait_idle();
  CHECK(most == 1);
  CHECK(jobs.find(first->id)->state == JobState::done);
  request.work = [](JobControl&) -> JobOutcome { throw std::runtime_error("secret"); };
  const auto bad = jobs.submit(request);
  jobs.wait_idle();
  CHECK(jobs.find(bad->id)->state == JobState::failed);
  CHECK(jobs.find(bad->id)->error.find("secret") == std::string::npos);
}

}  // namespace
}  // namespace bartizan::server

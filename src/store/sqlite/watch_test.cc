// Watched places, notices and accepted work come back as they went in, and are told once.
#include "store/watch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "store/store.h"
#include "support/memory_store.h"
#include "support/temp_folder.h"

namespace bartizan::store {
namespace {

constexpr Millis kNow = 1'795'000'000'000;
constexpr std::array<Millis, 3> kPauses{10, 100, 1000};

using tests::memory;

record::Watched place(const std::string& path) {
  record::Watched place;
  place.path = path;
  place.interval = 3'600'000;
  place.by = "A. Person";
  place.at = kNow;
  return place;
}

record::NotifyTarget target(const std::string& id, record::Severity least) {
  record::NotifyTarget target;
  target.id = id;
  target.name = "ops " + id;
  target.address = "https://example.invalid/hook?x=\xff";
  target.least = least;
  target.by = "A. Person";
  target.at = kNow;
  return target;
}

record::Notice notice(const std::string& subject, record::Severity severity) {
  record::Notice notice;
  notice.id = record::notice_id(record::NoticeKind::finding, subject, "1");
  notice.severity = severity;
  notice.subject = subject;
  notice.title = "something\nis there";
  notice.at = kNow;
  return notice;
}

TEST_CASE("a watched place keeps what looks said of it when it is changed") {
  const auto store = memory();
  Watch& watch = store->watch();
  record::Watched a = place("/srv/\xff a"), b = place("/srv/b");
  REQUIRE(watch.put_place(b));
  REQUIRE(watch.put_place(a));
  CHECK(watch.places().value() == std::vector{a, b});
  a.looked = a.failing = kNow + 1;
  a.files = 5;
  a.read = 4;
  a.changed = 3;
  a.gone = 2;
  a.unread = 1;
  a.result = "as of then";
  a.problem = "no permission\n";
  CHECK(watch.begin_look(a.path).value());
  REQUIRE(watch.end_look(a));
  a.interval = 60'000;
  a.rate = 7;
  REQUIRE(watch.put_place(a));
  CHECK(watch.places().value() == std::vector{a, b});
  CHECK(watch.remove_place(b.path).value());
  CHECK_FALSE(watch.remove_place(b.path).value());
  CHECK(watch.places().value() == std::vector{a});
  record::Watched never = place("/srv/never");
  never.interval = 0;
  CHECK_FALSE(watch.put_place(never).has_value());
}

TEST_CASE("one process looks at a place at a time") {
  const auto store = memory();
  Watch& watch = store->watch();
  REQUIRE(watch.put_place(place("/srv/a")));
  CHECK(watch.begin_look("/srv/a").value());
  CHECK_FALSE(watch.begin_look("/srv/a").value());
  CHECK_FALSE(watch.begin_look("/srv/none").value());
  REQUIRE(watch.end_look(place("/srv/a")));
  CHECK(watch.begin_look("/srv/a").value());
}

TEST_CASE("settings are those of the program until somebody sets them") {
  const auto store = memory();
  Watch& watch = store->watch();
  CHECK(watch.settings().value() == record::WatchSettings{});
  record::WatchSettings settings;
  settings.interval = 1;
  settings.rate = std::uint64_t{1} << 40;
  settings.evidence_age = 2;
  settings.findings_from = record::Severity::low;
  settings.clock_days = 30;
  settings.answer_days = 0;
  REQUIRE(watch.put_settings(settings));
  CHECK(watch.settings().value() == settings);
  CHECK(watch.value("mine").value().empty());
  REQUIRE(watch.put_value("mine", "x\ny"));
  CHECK(watch.value("mine").value() == "x\ny");
}

TEST_CASE("a notice is told once, to those who want it") {
  const auto store = memory();
  Watch& watch = store->watch();
  using enum record::Severity;
  record::NotifyTarget all = target("target_a", info), grave = target("target_b", critical),
                       off = target("target_c", info);
  off.on = false;
  for (const auto& one : {all, grave, off}) REQUIRE(watch.put_target(one));
  CHECK(watch.targets().value() == std::vector{all, grave, off});
  const record::Notice mild = notice("/a", record::Severity::low), bad = notice("/b", critical);
  CHECK(watch.unseen({mild, bad, mild}).value() == std::vector{mild, bad});
  REQUIRE(watch.tell({mild, bad}, 2));
  CHECK(watch.unseen({mild, bad}).value().empty());
  REQUIRE(watch.tell({bad}, 1));
  const auto rows = watch.notices(0, 10).value();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].notice == bad);
  CHECK(rows[1].notice == mild);
  CHECK(watch.notices(rows[0].number, 10).value().size() == 1);
  CHECK(watch.notice_count().value() == 2);
  CHECK(watch.load(all.id).value().waiting == 2);
  CHECK(watch.load(grave.id).value().waiting == 1);
  CHECK(watch.load(off.id).value().waiting == 0);
  // What came before a target is none of its business; what is too much at once is kept only.
  REQUIRE(watch.put_target(target("target_d", info)));
  CHECK(watch.load("target_d").value().waiting == 0);
  REQUIRE(watch.tell({notice("/c", high), notice("/d", high)}, 1));
  CHECK(watch.load("target_d").value().waiting == 1);
  CHECK(watch.notice_count().value() == 4);
  CHECK(watch.remove_target("target_d").value());
  CHECK_FALSE(watch.remove_target("target_d").value());
}

TEST_CASE("a delivery is taken by one, tried again with pauses, and given up") {
  const auto store = memory();
  Watch& watch = store->watch();
  REQUIRE(watch.put_target(target("target_a", record::Severity::info)));
  REQUIRE(
      watch.tell({notice("/a", record::Severity::high), notice("/b", record::Severity::high)}, 2));
  CHECK(watch.take_due("target_a", kNow - 1, 10, kPauses).value().empty());
  auto due = watch.take_due("target_a", kNow, 1, kPauses).value();
  REQUIRE(due.size() == 1);
  CHECK(due[0].notice.subject == "/a");
  CHECK(due[0].delivery.attempts == 1);
  CHECK(due[0].delivery.next == kNow + 10);
  const std::array first{due[0].delivery.number};
  REQUIRE(watch.delivered("target_a", first, kNow));
  due = watch.take_due("target_a", kNow, 10, kPauses).value();
  REQUIRE(due.size() == 1);
  CHECK(due[0].notice.subject == "/b");
  // Nobody else gets it meanwhile, and a crash here costs a pause, not the notice.
  CHECK(watch.take_due("target_a", kNow + 9, 10, kPauses).value().empty());
  const std::array second{due[0].delivery.number};
  CHECK(watch.failed("target_a", second, "no\nanswer", 3, kNow).value() == 0);
  CHECK(watch.targets().value()[0].problem == "no\nanswer");
  CHECK(watch.take_due("target_a", kNow + 10, 10, kPauses).value().size() == 1);
  CHECK(watch.failed("target_a", second, "no answer", 3, kNow + 10).value() == 0);
  due = watch.take_due("target_a", kNow + 110, 10, kPauses).value();
  REQUIRE(due.size() == 1);
  CHECK(due[0].delivery.attempts == 3);
  CHECK(watch.failed("target_a", second, "no answer", 3, kNow + 110).value() == 1);
  CHECK(watch.take_due("target_a", kNow + 1'000'000, 10, kPauses).value().empty());
  const TargetLoad load = watch.load("target_a").value();
  CHECK(load.waiting == 0);
  CHECK(load.given_up == 1);
}

TEST_CASE("findings from a sighting on, and files that were read long ago") {
  const auto store = memory();
  Watch& watch = store->watch();
  record::Run run;
  const std::string scan = store->begin_scan(run, kNow).value();
  record::Artifact artifact;
  artifact.sha256 = std::string(64, 'a');
  artifact.verdict = record::Verdict::malicious;
  artifact.members.push_back({0, "", 12, std::nullopt, {"pickle"}, {}});
  record::Finding finding;
  finding.rule = "BZ-PKL-002";
  finding.severity = record::Severity::high;
  finding.title = "high";
  artifact.findings = {finding, finding, finding, finding};
  artifact.findings[1].rule = "BZ-PKL-001";
  artifact.findings[1].severity = record::Severity::critical;
  artifact.findings[1].title = "worst";
  artifact.findings[2].rule = "BZ-PKL-003";
  artifact.findings[2].severity = record::Severity::low;
  artifact.findings[3].rule = "BZ-PKL-004";
  artifact.findings[3].accepted_by = "exception_x";
  REQUIRE(store->record_sighting(scan, {"/srv/a", kNow, kNow}, artifact));
  artifact.findings.clear();
  artifact.verdict = record::Verdict::clean;
  REQUIRE(store->record_sighting(scan, {"/srv/b", kNow, kNow - 5}, artifact));
  artifact.verdict = record::Verdict::not_a_model;
  REQUIRE(store->record_sighting(scan, {"/srv/c", kNow, kNow - 5}, artifact));
  REQUIRE(store->flush());
  const auto files = watch.findings_after(0, record::Severity::high, 10).value();
  REQUIRE(files.size() == 1);
  CHECK(files[0].path == "/srv/a");
  CHECK(files[0].rules == std::vector<std::string>{"BZ-PKL-001", "BZ-PKL-002"});
  CHECK(files[0].worst == record::Severity::critical);
  CHECK(files[0].title == "worst");
  CHECK(watch.findings_after(files[0].sighting, record::Severity::info, 10).value().empty());
  CHECK(watch.last_sighting().value() == files[0].sighting + 2);
  const auto due = watch.due_files("/srv", kNow, 10).value();
  REQUIRE(due.size() == 1);
  CHECK(due[0].path == "/srv/b");
  CHECK(watch.due_files("/", kNow + 1, 10).value().size() == 2);
  CHECK(watch.due_files("/", kNow + 1, 1).value().size() == 1);
  CHECK(watch.due_files("/sr", kNow + 1, 10).value().empty());
  record::Evidence gone;
  gone.id = "evidence_x";
  gone.subject = "/srv/b";
  gone.at = kNow + 1;
  REQUIRE(store->evidence().add({gone}));
  CHECK(watch.due_files("/srv", kNow, 10).value().empty());
}

TEST_CASE("accepted work stays until it is dropped, also on the disk") {
  const tests::TempFolder temp;
  record::KeptJob job{"1-1", "upload", "/up/\xff", "upload:m.pkl", true, "account_1",
                      "ada", kNow,     0};
  {
    auto store = open({temp.file("store.db"), false, kNow}).value();
    REQUIRE(store->watch().keep_job(job));
    REQUIRE(store->watch().start_job(job.id, true));
  }
  auto store = open({temp.file("store.db"), false, kNow}).value();
  job.starts = 1;
  CHECK(store->watch().kept_jobs().value() == std::vector{job});
  REQUIRE(store->watch().drop_job(job.id));
  CHECK(store->watch().kept_jobs().value().empty());
}

}  // namespace
}  // namespace bartizan::store

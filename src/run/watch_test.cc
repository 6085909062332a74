// A look sees what is new, changed and gone, renews what is due, and says what it could not read.
#include "run/watch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "run/notify.h"
#include "run/outdated.h"
#include "store/watch.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kHour = 60 * 60 * 1000;

record::ScanReport report_of(const ScanOptions& options, const ScanHooks& hooks) {
  record::ScanReport report;
  report.run.tool_version = "0.1.0";
  if (hooks.on_start) hooks.on_start(report.run);
  for (const std::string& root : options.roots) {
    std::ifstream in(root);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    record::Artifact artifact;
    artifact.root = root;
    artifact.path = ".";
    artifact.sha256 = base::hex(base::sha256(bytes));
    artifact.size = bytes.size();
    artifact.format = "pickle";
    artifact.verdict = record::Verdict::clean;
    artifact.members.push_back({0, "", bytes.size(), std::nullopt, {"pickle"}, {}});
    if (bytes.starts_with("bad")) {
      artifact.verdict = record::Verdict::malicious;
      record::Finding finding;
      finding.rule = "BZ-PKL-001";
      finding.severity = record::Severity::critical;
      finding.title = "it runs code";
      artifact.findings = {finding};
    }
    hooks.on_artifact(artifact);
    report.artifacts.push_back(std::move(artifact));
  }
  return report;
}

struct Site {
  tests::TempFolder temp;
  std::unique_ptr<store::Store> store = store::open({"", true, 0}).value();
  base::Millis now = kNow;
  std::size_t read = 0;

  Site() {
    record::Watched place;
    place.path = temp.file("models");
    std::filesystem::create_directories(place.path);
    place.interval = 24 * kHour;
    place.at = kNow;
    REQUIRE(store->watch().put_place(place));
  }
  record::Watched place() { return store->watch().places().value().front(); }
  LookOptions options() {
    LookOptions options;
    options.discovery = false;
    options.now = [this] { return now; };
    options.read = [this](const ScanOptions& scan, const ScanHooks& hooks) {
      read += scan.roots.size();
      return base::Result<record::ScanReport>(report_of(scan, hooks));
    };
    return options;
  }
  LookResult look() {
    auto result = run::look(*store, place(), options());
    REQUIRE(result);
    REQUIRE(store->flush());
    return std::move(*result);
  }
  // Long enough ago that its time says nothing happened since.
  void write(const std::string& name, const std::string& bytes) {
    temp.write("models/" + name, bytes);
    std::filesystem::last_write_time(
        temp.file("models/" + name),
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 365 * 5));
  }
};

TEST_CASE("a raised posture shortens the interval, and a longer own one does not lengthen it") {
  record::Watched place;
  place.interval = 24 * kHour;
  place.at = kNow;
  protect::EffectivePosture normal;
  CHECK(standing(place, normal, kNow).is_due);
  CHECK_FALSE(standing(place, normal, kNow - 1).is_due);
  place.looked = kNow;
  CHECK(standing(place, normal, kNow).due == kNow + 24 * kHour);
  CHECK_FALSE(standing(place, normal, kNow + 24 * kHour - 1).is_due);
  CHECK(standing(place, normal, kNow + 24 * kHour).is_due);
  CHECK_FALSE(standing(place, normal, kNow + 48 * kHour - 1).is_late);
  CHECK(standing(place, normal, kNow + 48 * kHour).is_late);
  const auto change = protect::raise({"attacks", "A. Person", kNow + 30 * 24 * kHour, ""}, kNow);
  REQUIRE(change);
  const std::vector history{*change};
  const protect::EffectivePosture raised = protect::effective(history, kNow + 1);
  REQUIRE(raised.raised);
  CHECK(standing(place, raised, kNow).interval < 24 * kHour);
  CHECK(standing(place, raised, kNow).interval == raised.watch_interval(place.interval));
  CHECK(standing(place, raised, kNow).due < kNow + 24 * kHour);
}

TEST_CASE("a look reads what is new or changed, leaves the rest alone, and notes what is gone") {
  Site site;
  site.write("a.pkl", "one");
  site.write("b.pkl", "two");
  LookResult look = site.look();
  CHECK(look.fresh.size() == 2);
  CHECK(site.read == 2);
  CHECK(look.place.looked == kNow);
  CHECK(look.place.files == 2);
  CHECK(look.place.problem.empty());
  CHECK(look.place == site.place());

  site.now += kHour;
  look = site.look();
  CHECK(site.read == 2);
  CHECK(look.files.unchanged == 2);
  CHECK(look.files.as_of == kNow);

  site.write("a.pkl", "other");
  std::filesystem::remove(site.temp.file("models/b.pkl"));
  site.now += kHour;
  look = site.look();
  CHECK(site.read == 3);
  CHECK(look.files.changed == std::vector{site.temp.file("models/a.pkl")});
  CHECK(look.fresh.empty());
  CHECK(look.files.gone == std::vector{site.temp.file("models/b.pkl")});
  const auto left =
      site.store->evidence().about(record::EvidenceKind::scan, site.temp.file("models/b.pkl"));
  REQUIRE(left);
  REQUIRE(left->size() == 1);
  CHECK(left->front().fact("gone") == "yes");
  // It is said once, and a file that comes back is read.
  site.now += kHour;
  CHECK(site.look().files.gone.empty());
  site.write("b.pkl", "two");
  site.now += kHour;
  look = site.look();
  CHECK(look.files.read == std::vector{site.temp.file("models/b.pkl")});
}

TEST_CASE("what is older than evidence may be is read again though nothing changed") {
  Site site;
  site.write("a.pkl", "one");
  site.look();
  site.now += 8 * 24 * kHour;
  const LookResult look = site.look();
  CHECK(site.read == 2);
  CHECK(look.files.changed.empty());
  CHECK(look.files.as_of == site.now);
  const auto due = reread_due(*site.store, {site.temp.path()}, 10, site.options());
  REQUIRE(due);
  CHECK(due->files == 0);
  site.now += 8 * 24 * kHour;
  const auto later = reread_due(*site.store, {site.temp.path()}, 10, site.options());
  REQUIRE(later);
  CHECK(later->read.size() == 1);
  CHECK(site.read == 3);
  CHECK(reread_due(*site.store, {"/elsewhere"}, 10, site.options())->files == 0);
  // The settings say after how long.
  record::WatchSettings settings;
  settings.evidence_age = 30 * 24 * kHour;
  REQUIRE(site.store->watch().put_settings(settings));
  site.now += 8 * 24 * kHour;
  CHECK(reread_due(*site.store, {site.temp.path()}, 10, site.options())->files == 0);
  CHECK(evidence::age_in_force(*site.store, site.now).value() == settings.evidence_age);
}

TEST_CASE("a place that is not there is a problem of the place, since then, until it is back") {
  Site site;
  site.write("a.pkl", "one");
  site.look();
  std::filesystem::rename(site.temp.file("models"), site.temp.file("moved"));
  site.now += kHour;
  LookResult look = site.look();
  CHECK(look.place.problem == "it is not there any more");
  CHECK(look.place.failing == site.now);
  const base::Millis since = site.now;
  site.now += kHour;
  look = site.look();
  CHECK(look.place.failing == since);
  CHECK(look.place.looked == site.now);
  std::filesystem::rename(site.temp.file("moved"), site.temp.file("models"));
  look = site.look();
  CHECK(look.place.problem.empty());
  CHECK(look.place.failing == 0);
}

TEST_CASE("a look that is cancelled leaves the place due") {
  Site site;
  site.write("a.pkl", "one");
  LookOptions options = site.options();
  options.cancelled = [] { return true; };
  REQUIRE(look(*site.store, site.place(), options));
  CHECK(site.place().looked == 0);
  CHECK(standing(site.place(), {}, site.now).is_due);
}

TEST_CASE("what came to a folder that was read as a part of another is discovered") {
  Site site;
  site.write("a.pkl", "one");
  LookOptions options = site.options();
  options.discovery = true;
  ScanHooks hooks;
  hooks.now = options.now;
  DiscoverOptions whole = reading_as(options.scan);
  REQUIRE(discover_again(*site.store, site.temp.path(), whole, hooks).value());
  REQUIRE(look(*site.store, site.place(), options));
  REQUIRE(site.store->flush());
  site.now += kHour;
  site.write("new.pkl", "\x80\x04K\x01.");
  const auto seen = look(*site.store, site.place(), options);
  REQUIRE(seen);
  CHECK(seen->fresh.size() == 1);
  CHECK(seen->discovered);
  const auto places = site.store->estate().places();
  REQUIRE(places);
  REQUIRE(places->size() == 1);
  CHECK(places->front().read == site.now);
  // Nothing moved, so nothing is read for systems again.
  site.now += kHour;
  CHECK_FALSE(look(*site.store, site.place(), options)->discovered);
}

TEST_CASE("a finding that a look brings is told once; what was known before is no news") {
  Site site;
  site.write("a.pkl", "bad");
  site.look();
  const auto told = notice_all(*site.store, {site.now, true});
  REQUIRE(told);
  REQUIRE(told->size() == 1);
  CHECK(told->front().kind == record::NoticeKind::finding);
  CHECK(told->front().subject == site.temp.file("models/a.pkl"));
  CHECK(told->front().severity == record::Severity::critical);
  CHECK(told->front().title == "a.pkl: it runs code");
  CHECK(notice_all(*site.store, {site.now, true})->empty());
  site.now += 8 * 24 * kHour;
  site.look();
  CHECK(notice_all(*site.store, {site.now, true})->empty());
  site.write("a.pkl", "bad in another way");
  site.now += kHour;
  site.look();
  CHECK(notice_all(*site.store, {site.now, true})->size() == 1);
}

TEST_CASE("a place that nobody looks at, or that cannot be read, is told") {
  Site site;
  auto told = notice_all(*site.store, {kNow + 49 * kHour, true});
  REQUIRE(told);
  REQUIRE(told->size() == 1);
  CHECK(told->front().title.ends_with("was never looked at"));
  std::filesystem::remove(site.temp.file("models"));
  site.now += 50 * kHour;
  site.look();
  told = notice_all(*site.store, {site.now, true});
  REQUIRE(told->size() == 1);
  CHECK(told->front().detail == "it is not there any more");
  site.now += kHour;
  site.look();
  CHECK(notice_all(*site.store, {site.now, true})->empty());
}

TEST_CASE("whether a system is watched is evidence") {
  Site site;
  SystemRef system;
  system.id = "found_a";
  system.name = "triage";
  system.path = site.temp.file("models");
  CollectOptions collect;
  collect.now = site.now;
  collect.age = 7 * 24 * kHour;
  std::vector<record::Evidence> pieces;
  evidence::StoreSource source(*site.store);
  const evidence::Collector collector{*site.store, source, collect, pieces};
  REQUIRE(evidence::add_watched(collector, system));
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].fact("watched") == "unknown");
  site.look();
  REQUIRE(evidence::add_watched(collector, system));
  CHECK(pieces[1].fact("watched") == "yes");
  CHECK(pieces[1].at == kNow);
  CHECK(pieces[1].expires == kNow + 48 * kHour);
  system.path = site.temp.file("elsewhere");
  REQUIRE(evidence::add_watched(collector, system));
  CHECK(pieces[2].fact("watched") == "unknown");
  CHECK(site.store->watch().remove_place(site.temp.file("models")).value());
  REQUIRE(evidence::add_watched(collector, system));
  CHECK(pieces.size() == 3);
}

}  // namespace
}  // namespace bartizan::run

// What files state becomes evidence with its lines, and is gone when they state it no longer.
#include "run/evidence_settings.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "protect/api.h"
#include "run/assess.h"
#include "run/estate.h"
#include "run/evidence_installation.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr const char* kFile = "FROM python:3.12\r\nUSER 0\nCMD [\"serve\"]\n";

struct Tree {
  tests::TempFolder temp;
  std::string root = temp.file("app");
  std::unique_ptr<store::Store> store;
  DiscoverReport report;

  Tree() {
    std::filesystem::create_directories(root);
    std::ofstream(root + "/Dockerfile", std::ios::binary) << kFile;
    auto opened = store::open({"", true, 0});
    REQUIRE(opened.has_value());
    store = std::move(*opened);
    report.run.roots = {root};
    report.files = 1;
    use::Project project;
    project.path = ".";
    project.name = ".";
    report.discovery.projects = {project};
  }
  void say(const char* topic, use::Stated stated, std::uint32_t line, const char* why) {
    report.discovery.settings.push_back({"Dockerfile", {topic, stated, line, why}});
  }
  record::Evidence only(base::Millis at) {
    REQUIRE(remember(*store, report, at));
    const auto left = store->evidence().latest(found_system_id(root, "."));
    REQUIRE(left);
    REQUIRE(left->size() == 1);
    return left->front();
  }
  std::string judged(std::string_view check, base::Millis at) {
    const auto system = run::system(*store, found_system_id(root, "."));
    REQUIRE(system);
    CollectOptions options;
    options.now = at;
    auto gathered = gather(*store, &*system, options);
    REQUIRE(gathered);
    const auto outcome = assure::assess::run_check(check, gathered->material());
    return std::string(assure::assess::name(outcome.holds)) + ": " + outcome.why;
  }
};

TEST_CASE("the worst of what a file states counts, with the bytes of its lines") {
  Tree tree;
  tree.say("container-not-root", use::Stated::yes, 1, "this one runs as app");
  tree.say("container-not-root", use::Stated::no, 2, "its container runs as root");
  tree.say("sandboxed", use::Stated::unknown, 1, "of it is not stated: no network");
  const record::Evidence piece = tree.only(kNow);
  CHECK(piece.kind == record::EvidenceKind::configuration);
  CHECK(piece.subject == tree.root + "/Dockerfile");
  CHECK(piece.fact("container-not-root") == "no");
  CHECK(piece.fact("container-not-root:why") == "Dockerfile: its container runs as root");
  CHECK(piece.fact("sandboxed") == "unknown");
  CHECK(piece.sha256 == base::hex(base::sha256(kFile)));
  CHECK(piece.expires == kNow + 7 * kDay);
  const record::EvidenceSpan user{"", 18, 6, "container-not-root"};
  CHECK(std::ranges::find(piece.spans, user) != piece.spans.end());
  CHECK(tree.judged("container-not-root", kNow) == "no: Dockerfile: its container runs as root");
}

TEST_CASE("what is stated no longer is gone, and what was good expires") {
  Tree tree;
  tree.say("container-not-root", use::Stated::yes, 2, "its container runs as the user app");
  CHECK(tree.only(kNow).fact("container-not-root") == "yes");
  CHECK(tree.judged("container-not-root", kNow).starts_with("yes"));
  CHECK(tree.judged("container-not-root", kNow + 8 * kDay).starts_with("unknown"));
  tree.report.discovery.settings.clear();
  const record::Evidence gone = tree.only(kNow + kDay);
  CHECK(gone.fact("gone") == "yes");
  CHECK(gone.fact("container-not-root").empty());
  CHECK_FALSE(tree.judged("container-not-root", kNow + kDay).starts_with("yes"));
  CHECK(tree.only(kNow + 2 * kDay).at == kNow + kDay);
}

TEST_CASE("what files state counts for a day while the posture is raised") {
  Tree tree;
  tree.say("container-not-root", use::Stated::yes, 2, "its container runs as the user app");
  CHECK(tree.only(kNow).fact("container-not-root") == "yes");
  CHECK(tree.judged("container-not-root", kNow + 2 * kDay).starts_with("yes"));
  const auto raised = protect::raise({"threats", "ada", kNow + 30 * kDay, ""}, kNow);
  REQUIRE(raised);
  REQUIRE(tree.store->posture().put_posture(*raised));
  CHECK(tree.judged("container-not-root", kNow + kDay / 2).starts_with("yes"));
  CHECK(tree.judged("container-not-root", kNow + 2 * kDay).starts_with("unknown"));
  const auto lowered = protect::lower(std::vector{*raised}, "over", "ada", kNow + 2 * kDay);
  REQUIRE(lowered);
  REQUIRE(tree.store->posture().put_posture(*lowered));
  CHECK(tree.judged("container-not-root", kNow + 3 * kDay).starts_with("yes"));
}

TEST_CASE("a line that is not there has no place, and an interrupted reading leaves nothing") {
  Tree tree;
  tree.say("tool-permissions", use::Stated::yes, 4'000'000'000U, "far away");
  CHECK(tree.only(kNow).spans.empty());
  tree.report.interrupted = true;
  const auto none = settings_evidence(*tree.store, tree.report, kNow);
  REQUIRE(none);
  CHECK(none->empty());
}

TEST_CASE("a backup and a whole log are evidence of the organisation") {
  Tree tree;
  BackedUp made;
  made.file = "/srv/backups/monday.tar";
  made.at = kNow;
  leave_evidence(*tree.store, {left_by_backup(made, kNow)});
  record::AuditEvent event;
  event.at = kNow - 3 * kDay;
  event.who = "ada";
  event.what = "backup";
  REQUIRE(tree.store->audit().append(event));
  CollectOptions options;
  options.now = kNow;
  auto gathered = gather(*tree.store, nullptr, options);
  REQUIRE(gathered);
  const auto said = [&](std::string_view check) {
    return assure::assess::run_check(check, gathered->material());
  };
  CHECK(said("backup-recent").holds == assure::assess::Holds::yes);
  CHECK(said("logs-kept").holds == assure::assess::Holds::yes);
  options.now = kNow + 31 * kDay;
  gathered = gather(*tree.store, nullptr, options);
  REQUIRE(gathered);
  CHECK(said("backup-recent").holds == assure::assess::Holds::unknown);
}

}  // namespace
}  // namespace bartizan::run

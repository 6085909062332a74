// What was written to is told, by whichever method it was written.
#include <doctest/doctest.h>

#include "store/store.h"
#include "support/temp_folder.h"

namespace bartizan::store {
namespace {

constexpr Millis kNow = 1'795'000'000'000;

std::unique_ptr<Store> opened(const std::string& path) {
  auto store = open({.path = path, .fall_back_to_memory = false, .now = kNow});
  REQUIRE(store);
  return std::move(*store);
}

// Which parts differ.
std::string changed(Store& store, ChangeMark& before) {
  const ChangeMark now = store.change_mark().value();
  std::string parts;
  const auto say = [&](const char* name, std::uint64_t ChangeMark::* part) {
    if (now.*part != before.*part) parts += std::string(parts.empty() ? "" : " ") + name;
  };
  say("inventory", &ChangeMark::inventory);
  say("estate", &ChangeMark::estate);
  say("seen", &ChangeMark::seen);
  say("seen_changed", &ChangeMark::seen_changed);
  say("cases", &ChangeMark::cases);
  say("exposure", &ChangeMark::exposure);
  say("evidence", &ChangeMark::evidence);
  say("answers", &ChangeMark::answers);
  say("standings", &ChangeMark::standings);
  say("posture", &ChangeMark::posture);
  say("other", &ChangeMark::other);
  say("foreign", &ChangeMark::foreign);
  before = now;
  return parts;
}

Place place_of_one() {
  Place place;
  place.path = "/nowhere";
  place.components.resize(1);
  place.components[0].id = "component_a";
  EstateSystem system;
  system.id = "found_a";
  system.path = ".";
  system.components = {"component_a"};
  place.systems = {system};
  return place;
}

void see(Store& store, const char* path) {
  record::Run run;
  const std::string scan = store.begin_scan(run, kNow).value();
  record::Artifact artifact;
  artifact.sha256 = std::string(64, 'a');
  artifact.findings.resize(1);
  REQUIRE(store.record_sighting(scan, {path, kNow, kNow}, artifact));
}

TEST_CASE("each part says that it was written to") {
  tests::TempFolder folder;
  const auto store = opened(folder.file("store.db"));
  ChangeMark mark = store->change_mark().value();
  CHECK(changed(*store, mark).empty());

  see(*store, "/nowhere/a.pt");
  CHECK(changed(*store, mark) == "seen");
  REQUIRE(store->estate().replace(place_of_one()));
  CHECK(changed(*store, mark) == "estate");
  REQUIRE(store->estate().assign("found_a", "A-1"));
  CHECK(changed(*store, mark) == "estate");
  // What follows from components is no change of them.
  REQUIRE(store->estate().make_digests("1", 10, [](const DigestOf&) { return std::string("x"); }));
  CHECK(changed(*store, mark).empty());
  record::UseCase use_case;
  use_case.id = "system_u";
  use_case.fields = {{"id", "A-1", record::Treatment::declared, std::nullopt}};
  REQUIRE(store->inventory().put_use_case(use_case));
  CHECK(changed(*store, mark) == "inventory");
  REQUIRE(store->cases().put_exposure({"found_a", true, "ada", "so", kNow}));
  CHECK(changed(*store, mark) == "exposure");
  record::Case known;
  known.id = "case_a";
  known.system = "found_a";
  REQUIRE(store->cases().observe({}, {known}, kNow));
  CHECK(changed(*store, mark) == "cases");
  // Nothing was open that had to be opened again.
  REQUIRE(store->cases().observe({}, {}, kNow));
  CHECK(changed(*store, mark).empty());
  record::Evidence piece;
  piece.id = "evidence_a";
  REQUIRE(store->evidence().add({piece}));
  CHECK(changed(*store, mark) == "evidence");
  record::Answer answer;
  answer.id = "answer_a";
  answer.expires = kNow;
  REQUIRE(store->evidence().put_answer(answer, nullptr));
  CHECK(changed(*store, mark) == "answers");
  REQUIRE(store->evidence().put_standings({{"f", "1", "found_a", kNow, {}, {}, ""}}));
  CHECK(changed(*store, mark) == "standings");
  record::Readiness ready;
  ready.id = "readiness_a";
  REQUIRE(store->posture().put_readiness(ready, nullptr));
  CHECK(changed(*store, mark) == "posture");
  REQUIRE(store->audit().append({}));
  CHECK(changed(*store, mark).empty());
  REQUIRE(store->estate().forget("/nowhere"));
  CHECK(changed(*store, mark) == "estate");
}

TEST_CASE("what another process writes counts for every part") {
  tests::TempFolder folder;
  const auto store = opened(folder.file("store.db"));
  const auto other = opened(folder.file("store.db"));
  ChangeMark mark = store->change_mark().value();
  REQUIRE(other->cases().put_exposure({"found_a", true, "ada", "so", kNow}));
  CHECK(changed(*store, mark) ==
        "inventory estate seen seen_changed cases exposure evidence answers standings posture "
        "other foreign");
  CHECK(changed(*store, mark).empty());
}

TEST_CASE("files are read on from where one has read to") {
  tests::TempFolder folder;
  const auto store = opened(folder.file("store.db"));
  see(*store, "/nowhere/a.pt");
  see(*store, "/nowhere/b.pt");
  SeenSince first = store->seen_since(0).value();
  CHECK(first.files.size() == 2);
  CHECK(store->seen_since(first.newest).value().files.empty());
  see(*store, "/nowhere/a.pt");
  const SeenSince next = store->seen_since(first.newest).value();
  REQUIRE(next.files.size() == 1);
  CHECK(next.files[0].path == "/nowhere/a.pt");
  CHECK(next.files[0].findings.size() == 1);
  CHECK(next.newest > first.newest);
  CHECK(store->seen_since(0).value().files.size() == 2);
}

TEST_CASE("the last standing of each requirement counts for a system's totals") {
  tests::TempFolder folder;
  const auto store = opened(folder.file("store.db"));
  using enum record::Status;
  const auto stand = [&](const char* requirement, const char* system, Millis at,
                         record::Status status) {
    REQUIRE(store->evidence().put_standings({{"f", requirement, system, at, status, {}, ""}}));
  };
  stand("1", "found_a", kNow, unmet);
  stand("2", "found_a", kNow, unmet);
  stand("1", "found_a", kNow + 1, met);
  stand("1", "found_b", kNow, partly);
  stand("1", "", kNow, met);
  const StandingsSince all = store->evidence().standing_totals(0).value();
  REQUIRE(all.systems.size() == 2);
  CHECK(all.systems[0].system == "found_a");
  CHECK(all.systems[0].at == kNow + 1);
  CHECK(all.systems[0].by_status == std::array<std::uint64_t, 5>{1, 0, 1, 0, 0});
  CHECK(all.systems[1].by_status == std::array<std::uint64_t, 5>{0, 1, 0, 0, 0});
  CHECK(store->evidence().standing_totals(all.newest).value().systems.empty());
  stand("2", "found_a", kNow + 2, met);
  const StandingsSince next = store->evidence().standing_totals(all.newest).value();
  REQUIRE(next.systems.size() == 1);
  CHECK(next.systems[0].by_status == std::array<std::uint64_t, 5>{2, 0, 0, 0, 0});
}

}  // namespace
}  // namespace bartizan::store

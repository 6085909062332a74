// Decisions come back as they went in; nothing that was said is lost.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <array>
#include <filesystem>

#include "store/sqlite/schema.h"
#include "store/store.h"
#include "support/memory_store.h"

namespace bartizan::store {
namespace {

constexpr Millis kNow = 1'795'000'000'000;
constexpr Millis kDay = 86'400'000;
using record::CaseState;

using tests::memory;

record::Case case_of(const char* id, const char* system = "found_a") {
  record::Case c;
  c.id = id;
  c.system = system;
  c.system_name = "app\xff";
  c.component = "pkg:pypi/litellm@1.82.0";
  c.advisory = "CVE-2026-42208";
  c.summary = "two\nlines";
  c.fixed_in = "1.83.7";
  c.first_seen = kNow;
  c.last_seen = kNow;
  c.kev_added = kNow - kDay;
  c.table = "bod-26-04";
  c.outcome = "14 days";
  c.inputs = R"({"inputs":[{"why":"a\\b"}]})";
  c.start = kNow - kDay;
  c.due = kNow + 13 * kDay;
  return c;
}

record::Case only(Cases& cases, const char* id) {
  const std::vector<record::Case> all = cases.cases("").value();
  for (const record::Case& c : all) {
    if (c.id == id) return c;
  }
  FAIL("no such case");
  return {};
}

std::vector<std::string> told(Cases& cases, const char* id) {
  std::vector<std::string> lines;
  const std::vector<record::CaseChange> changes = cases.history(id).value();
  for (const record::CaseChange& c : changes) {
    lines.push_back(c.by + ": " + c.what + " " + c.before + " > " + c.after + " (" + c.reason +
                    ")");
  }
  return lines;
}

TEST_CASE("exposure is the last answer, and every answer is kept") {
  const auto store = memory();
  Cases& cases = store->cases();
  CHECK_FALSE(cases.exposure("found_a").value());
  const record::Exposure first{"found_a", true, "A. Person", "a public page\xff", kNow};
  const record::Exposure second{"found_a", false, "B. Person", "behind a VPN now", kNow + 1};
  const record::Exposure other{"place:/srv/\xff", true, "A. Person", "", kNow + 2};
  REQUIRE(cases.put_exposure(first));
  REQUIRE(cases.put_exposure(other));
  REQUIRE(cases.put_exposure(second));
  CHECK(cases.exposure("found_a").value() == second);
  CHECK(cases.exposure("place:/srv/\xff").value() == other);
  CHECK(cases.exposures().value() == std::vector{second, other});
  CHECK(cases.said_of_exposure("found_a").value() == std::vector{first, second});
  CHECK(cases.said_of_exposure("").value() == std::vector{first, other, second});
}

TEST_CASE("a case comes back whole and keeps its history") {
  const auto store = memory();
  Cases& cases = store->cases();
  record::Case c = case_of("case_1");
  REQUIRE(cases.observe({"found_a"}, {c, c}, kNow));
  CHECK(cases.cases("").value() == std::vector{c});
  CHECK(cases.cases("found_b").value().empty());

  // Decided anew from other facts, detected later by a clock that was set right.
  c.outcome = "3 days";
  c.first_seen = kNow + kDay;
  c.start = kNow;
  c.due = kNow + 3 * kDay;
  REQUIRE(cases.observe({"found_a"}, {c}, kNow + kDay));
  const record::Case now = only(cases, "case_1");
  CHECK(now.first_seen == kNow);
  CHECK(now.start == kNow - kDay);
  CHECK(now.due == kNow + 2 * kDay);
  CHECK(now.last_seen == kNow + kDay);
  const std::string before = base::format_utc(kNow + 13 * kDay);
  CHECK(told(cases, "case_1") ==
        std::vector<std::string>{
            "bartizan: state  > open (first seen)",
            "bartizan: outcome 14 days > 3 days (decided anew)",
            "bartizan: due " + before + " > " + base::format_utc(now.due) + " (decided anew)"});
}

TEST_CASE("many changes of cases are kept together, or none of them") {
  const auto store = memory();
  Cases& cases = store->cases();
  record::Case one = case_of("case_1"), two = case_of("case_2");
  REQUIRE(cases.observe({"found_a"}, {one, two}, kNow));
  REQUIRE(cases.change_all({}));
  one.outcome = two.outcome = "3 days";
  const auto change = [](const record::Case& known) {
    return ChangedCase{known, {known.id, kNow + 1, "ada", "outcome", "14 days", "3 days", "so"}};
  };
  CHECK_FALSE(cases.change_all({change(one), change(case_of("case_3"))}));
  CHECK(only(cases, "case_1").outcome == "14 days");
  CHECK(told(cases, "case_1").size() == 1);
  REQUIRE(cases.change_all({change(one), change(two)}));
  for (const char* id : {"case_1", "case_2"}) {
    CHECK(only(cases, id).outcome == "3 days");
    CHECK(told(cases, id).back() == "ada: outcome 14 days > 3 days (so)");
  }
}

TEST_CASE("what a state was before is what stands there when it is written") {
  const auto store = memory();
  Cases& cases = store->cases();
  const record::Case open = case_of("case_1");
  REQUIRE(cases.observe({"found_a"}, {open}, kNow));
  const auto say = [&](CaseState to, const char* who) {
    // Both looked at the case while it was open.
    record::Case after = open;
    after.state = to;
    return cases.change(
        after, {open.id, kNow + 1, who, "state", "open", std::string(record::name(to)), "so"});
  };
  REQUIRE(say(CaseState::investigating, "ada"));
  REQUIRE(say(CaseState::investigating, "bob"));
  REQUIRE(say(CaseState::fixed, "eve"));
  CHECK(told(cases, "case_1") == std::vector<std::string>{"bartizan: state  > open (first seen)",
                                                          "ada: state open > investigating (so)",
                                                          "eve: state investigating > fixed (so)"});
  CHECK(only(cases, "case_1").state == CaseState::fixed);
}

TEST_CASE("gone is fixed, and back is open with its first clock") {
  const auto store = memory();
  Cases& cases = store->cases();
  record::Case c = case_of("case_1");
  const record::Case other = case_of("case_2", "found_b");
  REQUIRE(cases.observe({"found_a", "found_b"}, {c, other}, kNow));
  REQUIRE(cases.observe({"found_a"}, {}, kNow + kDay));
  CHECK(only(cases, "case_1").state == CaseState::fixed);
  CHECK(only(cases, "case_2") == other);
  REQUIRE(cases.observe({"found_a"}, {}, kNow + 2 * kDay));
  c.first_seen = c.start = kNow + 3 * kDay;
  c.due = c.start + 14 * kDay;
  REQUIRE(cases.observe({"found_a"}, {c}, kNow + 3 * kDay));
  const record::Case back = only(cases, "case_1");
  CHECK(back.state == CaseState::open);
  CHECK(back.first_seen == kNow);
  CHECK(back.start == kNow - kDay);
  CHECK(back.due == kNow + 13 * kDay);
  CHECK(told(cases, "case_1") ==
        std::vector<std::string>{"bartizan: state  > open (first seen)",
                                 "bartizan: state open > fixed (no longer seen)",
                                 "bartizan: state fixed > open (seen again)"});
}

TEST_CASE("what people said stays until its time is up") {
  const auto store = memory();
  Cases& cases = store->cases();
  const record::Case c = case_of("case_1");
  CHECK(cases.change(c, {}).error().code == base::Code::invalid);
  REQUIRE(cases.observe({"found_a"}, {c}, kNow));
  record::Case accepted = only(cases, "case_1");
  accepted.state = CaseState::accepted;
  accepted.until = kNow + 10 * kDay;
  const record::CaseChange said{"case_1", kNow,       "A. Person", "state",
                                "open",   "accepted", "no way in"};
  REQUIRE(cases.change(accepted, said));
  REQUIRE(cases.observe({"found_a"}, {c}, kNow + kDay));
  CHECK(only(cases, "case_1").state == CaseState::accepted);
  CHECK(only(cases, "case_1").until == kNow + 10 * kDay);
  REQUIRE(cases.observe({}, {}, kNow + 9 * kDay));
  CHECK(only(cases, "case_1").state == CaseState::accepted);
  REQUIRE(cases.observe({}, {}, kNow + 10 * kDay));
  const record::Case reopened = only(cases, "case_1");
  CHECK(reopened.state == CaseState::open);
  CHECK(reopened.due == c.due);
  CHECK(cases.history("case_1").value()[1] == said);
  CHECK(told(cases, "case_1").back() ==
        "bartizan: state accepted > open (the time of its acceptance is up)");

  record::Case working = reopened;
  working.state = CaseState::investigating;
  REQUIRE(cases.change(working, {"", kNow, "A. Person", "step", "", "scope", "asked"}));
  REQUIRE(cases.observe({"found_a"}, {c}, kNow + 11 * kDay));
  CHECK(only(cases, "case_1").state == CaseState::investigating);
  record::Case excused = c;
  excused.state = CaseState::not_affected;
  REQUIRE(cases.observe({"found_a"}, {excused}, kNow + 12 * kDay));
  CHECK(only(cases, "case_1").state == CaseState::not_affected);
  REQUIRE(cases.observe({"found_a"}, {c}, kNow + 13 * kDay));
  CHECK(told(cases, "case_1").back() ==
        "bartizan: state not-affected > open (no VEX statement says so any more)");
}

TEST_CASE("a VEX statement comes back whole, once, and can be taken back") {
  const auto store = memory();
  Cases& cases = store->cases();
  record::VexStatement s;
  s.id = "vex_1";
  s.vulnerability = "CVE-2026-1";
  s.aliases = {"GHSA-a", "PYSEC-1"};
  s.products = {"pkg:pypi/litellm", "sha256:" + std::string(64, 'a')};
  s.subcomponents = {"pkg:pypi/x\xff"};
  s.system = "found_a";
  s.status = record::VexStatus::not_affected;
  s.justification = "component_not_present";
  s.impact = "it is \\ not there";
  s.author = "A. Person";
  s.at = kNow;
  s.source = "vex.json, sha256:abc";
  REQUIRE(cases.put_vex(s));
  record::VexStatement older = s;
  older.id = "vex_2";
  older.at = kNow - 1;
  older.aliases.clear();
  REQUIRE(cases.put_vex(older));
  REQUIRE(cases.put_vex(s));
  CHECK(cases.vex().value() == std::vector{older, s});
  CHECK(cases.remove_vex("vex_1").value());
  CHECK_FALSE(cases.remove_vex("vex_1").value());
  CHECK(cases.vex().value() == std::vector{older});
}

TEST_CASE("a store of version 2 gets the new tables and keeps every row") {
  std::string folder = (std::filesystem::temp_directory_path() / "cases-test-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/store.db";
  {
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const std::vector<const char*> two{sqlite::migrations()[0], sqlite::migrations()[1]};
    sqlite::migrate(connection, path, two);
    connection.exec("INSERT INTO place(path, read) VALUES('/srv/app', 7)");
    connection.exec("INSERT INTO system_use_case VALUES('found_a', 'system_1')");
  }
  {
    const auto store = open({path, false, kNow});
    REQUIRE(store);
    CHECK((*store)->estate().places().value().size() == 1);
    REQUIRE((*store)->cases().observe({"found_a"}, {case_of("case_1")}, kNow));
  }
  CHECK(std::filesystem::exists(path + ".before-v" + std::to_string(sqlite::migrations().size())));
  const auto store = open({path, false, kNow});
  REQUIRE(store);
  CHECK(only((*store)->cases(), "case_1") == case_of("case_1"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bartizan::store

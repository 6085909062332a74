// Which records of readiness hold, which are overdue, and what is missing.
#include "protect/readiness/readiness.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "protect/readiness/dependencies.h"
#include "report/posture.h"
#include "support/schema_check.h"

namespace bartizan::protect {
namespace {

using record::Readiness;
using record::ReadinessKind;
constexpr Millis kNow = 1'795'000'000'000, kDay = 86'400'000;

Readiness of(ReadinessKind kind, const char* system, Millis at, const char* what = "done") {
  Readiness asked;
  asked.kind = kind;
  asked.system = system;
  asked.system_name = system;
  asked.what = what;
  asked.by = "A. Person";
  asked.at = at;
  const auto record = readiness_of(asked, kNow);
  REQUIRE(record.has_value());
  return *record;
}

ReadinessState state_of(const std::vector<ReadinessLine>& lines, const std::string& id) {
  const auto at = std::ranges::find(lines, id, [](const ReadinessLine& l) { return l.record.id; });
  REQUIRE(at != lines.end());
  return at->state;
}

TEST_CASE("an exercise holds for a year, a restore test for half of one") {
  const auto exercise = of(ReadinessKind::exercise, "", kNow - 365 * kDay + 1);
  const auto old_exercise = of(ReadinessKind::exercise, "a", kNow - 365 * kDay);
  const auto restore = of(ReadinessKind::restore_test, "", kNow - 183 * kDay + 1);
  const auto old_restore = of(ReadinessKind::restore_test, "a", kNow - 183 * kDay);
  const auto lines = readiness(std::vector{exercise, old_exercise, restore, old_restore}, kNow);
  CHECK(state_of(lines, exercise.id) == ReadinessState::holds);
  CHECK(state_of(lines, old_exercise.id) == ReadinessState::overdue);
  CHECK(state_of(lines, restore.id) == ReadinessState::holds);
  CHECK(state_of(lines, old_restore.id) == ReadinessState::overdue);
  CHECK(findings(lines) == 2);
  CHECK(lines.front().state == ReadinessState::overdue);
}

TEST_CASE("a plan brings it forward and never puts it off") {
  auto record = of(ReadinessKind::exercise, "", kNow - 10 * kDay);
  record.next = kNow - kDay;
  CHECK(readiness(std::vector{record}, kNow).front().state == ReadinessState::overdue);
  record.next = kNow + 5000 * kDay;
  CHECK(readiness(std::vector{record}, kNow).front().due == record.at + 365 * kDay);
}

TEST_CASE("a newer record stands for the older, and a withdrawn one for none") {
  const auto old = of(ReadinessKind::exercise, "", kNow - 400 * kDay);
  auto fresh = of(ReadinessKind::exercise, "", kNow - kDay);
  auto lines = readiness(std::vector{fresh, old}, kNow);
  CHECK(state_of(lines, old.id) == ReadinessState::replaced);
  CHECK(findings(lines) == 0);
  fresh.withdrawn = kNow;
  lines = readiness(std::vector{fresh, old}, kNow);
  CHECK(state_of(lines, old.id) == ReadinessState::overdue);
  CHECK(state_of(lines, fresh.id) == ReadinessState::withdrawn);
  // Two dependencies are two things.
  lines = readiness(std::vector{of(ReadinessKind::dependency, "a", kNow, "power"),
                                of(ReadinessKind::dependency, "a", kNow - kDay, "network")},
                    kNow);
  CHECK(std::ranges::count(lines, ReadinessState::holds, &ReadinessLine::state) == 2);
}

TEST_CASE("a critical asset needs four records, its own or the organisation's") {
  std::vector records{of(ReadinessKind::critical_asset, "a", kNow)};
  CHECK(findings(readiness(records, kNow)) == 4);
  records.push_back(of(ReadinessKind::exercise, "", kNow));
  records.push_back(of(ReadinessKind::restore_test, "a", kNow));
  records.push_back(of(ReadinessKind::fail_safe, "b", kNow));
  const auto lines = readiness(records, kNow);
  CHECK(findings(lines) == 2);
  CHECK(lines[0].record.kind == ReadinessKind::fail_safe);
  CHECK(lines[1].record.kind == ReadinessKind::playbook);
}

TEST_CASE("what cannot be is refused") {
  Readiness asked;
  asked.what = "x";
  asked.by = "p";
  asked.at = kNow + kDay;
  CHECK_FALSE(readiness_of(asked, kNow).has_value());
  asked.at = kNow;
  asked.next = kNow;
  CHECK_FALSE(readiness_of(asked, kNow).has_value());
  asked.next = 0;
  CHECK(readiness_of(asked, kNow).has_value());
  asked.by = " ";
  CHECK_FALSE(readiness_of(asked, kNow).has_value());
}

TEST_CASE("the map shows what critical systems share") {
  const auto component = [](const char* id, record::ComponentKind kind, const char* provider) {
    record::Component c;
    c.id = id;
    c.kind = kind;
    c.name = id;
    c.provider = provider;
    return c;
  };
  store::Place place;
  place.path = "/srv";
  place.components = {component("gpt", record::ComponentKind::model, "openai"),
                      component("llama", record::ComponentKind::model, "huggingface"),
                      component("own", record::ComponentKind::model, "local"),
                      component("torch", record::ComponentKind::package, "pypi")};
  place.systems = {{"found_a", "a", "a", "", "", {"gpt", "torch", "own"}, {}},
                   {"found_b", "b", "b", "", "", {"gpt", "llama"}, {}},
                   {"found_c", "c", "c", "", "", {"torch"}, {}}};
  const std::vector records{of(ReadinessKind::critical_asset, "found_a", kNow),
                            of(ReadinessKind::critical_asset, "found_b", kNow),
                            of(ReadinessKind::critical_asset, "gone", kNow),
                            of(ReadinessKind::dependency, "found_a", kNow, "the power grid")};
  const DependencyMap map = dependency_map(std::span(&place, 1), records, false);
  REQUIRE(map.systems.size() == 3);
  CHECK(map.systems[0].needs == std::vector<Dependency>{{"provider", "openai", 1, {"gpt"}},
                                                        {"recorded", "the power grid", 0, {}},
                                                        {"registry", "pypi", 1, {"torch"}}});
  CHECK_FALSE(map.systems[2].found);
  REQUIRE(map.shared.size() == 1);
  CHECK(map.shared[0].name == "openai");
  CHECK(map.shared[0].systems == std::vector<std::string>{"found_a", "found_b"});
  CHECK(dependency_map(std::span(&place, 1), records, true).systems.size() == 4);

  tests::SchemaCheck schema(std::string(BARTIZAN_SOURCE_DIR) +
                            "/docs/schemas/readiness-map-1.schema.json");
  CHECK(schema.problem(report::dependencies_json(map, {})) == "");
  tests::SchemaCheck lines(std::string(BARTIZAN_SOURCE_DIR) +
                           "/docs/schemas/readiness-1.schema.json");
  CHECK(lines.problem(report::readiness_json({readiness(records, kNow), kNow}, {})) == "");
}

}  // namespace
}  // namespace bartizan::protect

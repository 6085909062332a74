// What is compared by digests is what was found, before and after they are made.
#include "run/reconcile.h"

#include <doctest/doctest.h>

#include "run/estate.h"
#include "run/evidence_source.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kNow = 1'795'824'000'000;
constexpr const char* kPlace = "/srv/estate";

std::unique_ptr<store::Store> memory() {
  auto store = store::open({.path = "", .now = kNow});
  REQUIRE(store);
  return std::move(*store);
}

store::Place place_of_two(const char* version) {
  store::Place place;
  place.path = kPlace;
  place.read = kNow;
  for (const char* name : {"triage", "chat"}) {
    store::EstateSystem system;
    system.path = system.name = name;
    system.id = found_system_id(kPlace, name);
    for (const char* part : {"openai", "gpt-4o"}) {
      record::Component c;
      c.kind = part[0] == 'g' ? record::ComponentKind::model : record::ComponentKind::package;
      c.id = std::string("component_") + name + part;
      c.name = part;
      if (part[0] == 'o') c.version = version;
      place.components.push_back(c);
      system.components.push_back(c.id);
    }
    place.systems.push_back(system);
  }
  return place;
}

void declare(store::Store& store, const char* id, const char* name) {
  record::UseCase use_case;
  use_case.id = std::string("system_") + id;
  const auto add = [&](const char* field, const char* value) {
    use_case.fields.push_back({field, value, record::Treatment::declared, std::nullopt});
  };
  add("id", id);
  add("use_case_name", name);
  add("agency", "DHS");
  add("development_stage", "Deployed");
  REQUIRE(store.inventory().put_use_case(use_case));
}

std::vector<std::string> texts(const FoundSystems& found) {
  std::vector<std::string> all;
  for (const use::FoundSystem& s : found.systems) {
    all.push_back(s.id + s.use_case + s.path + s.holding.text());
  }
  return all;
}

TEST_CASE("a system holds the same whether its digest was made or not") {
  const auto store = memory();
  REQUIRE(store->estate().replace(place_of_two("1.0")));
  REQUIRE(store->estate().assign(found_system_id(kPlace, "triage"), "A-1"));
  REQUIRE(store->estate().replace(place_of_two("2.0")));
  const auto before = systems_to_compare(*store);
  REQUIRE(before);
  CHECK(before->places == 1);
  REQUIRE(before->systems.size() == 2);
  REQUIRE(evidence::keep_digests(*store));
  const auto after = systems_to_compare(*store);
  REQUIRE(after);
  CHECK(texts(*after) == texts(*before));
  REQUIRE(store->estate().digests(evidence::digest_version()).value().size() == 2);
}

TEST_CASE("shadow, then matched, then drift, then shadow again") {
  const auto store = memory();
  const std::string triage = found_system_id(kPlace, "triage");
  REQUIRE(store->estate().replace(place_of_two("1.0")));
  declare(*store, "A-1", "Triage");
  const auto look = [&](const std::string& agency = {}) {
    auto result = reconcile(*store, agency);
    REQUIRE(result);
    return std::move(result->differences);
  };
  use::Reconciled now = look();
  REQUIRE(now.differences.size() == 3);  // two shadows, one ghost
  CHECK(now.differences[1].system == triage);
  CHECK(now.differences[1].details ==
        std::vector<std::string>{"model gpt-4o", "package openai 1.0"});
  REQUIRE(now.differences[1].suggestions.size() == 1);
  CHECK(now.differences[1].suggestions[0].use_case == "system_A-1");
  CHECK(look("DHS").differences.size() == 1);
  CHECK_FALSE(reconcile(*store, "NASA"));
  REQUIRE(store->estate().assign(triage, "A-1"));
  now = look();
  CHECK(now.differences.size() == 1);
  CHECK(now.matched == 1);
  REQUIRE(store->estate().replace(place_of_two("2.0")));
  now = look();
  REQUIRE(now.differences.size() == 2);
  CHECK(now.differences[1].gap == use::Gap::drift);
  CHECK(now.differences[1].details ==
        std::vector<std::string>{"changed: package openai from 1.0 to 2.0"});
  // Accepted: what runs now is what is declared.
  REQUIRE(store->estate().assign(triage, ""));
  CHECK(look().differences.size() == 3);
  REQUIRE(store->estate().assign(triage, "A-1"));
  CHECK(look().differences.size() == 1);
}

}  // namespace
}  // namespace bartizan::run

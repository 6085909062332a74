// What is kept of the organisation is what would be gathered anew, whatever people said in between.
#include "server/organisation.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "protect/api.h"
#include "run/estate.h"
#include "run/notify.h"
#include "run/plan.h"
#include "server/test_server.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kNow = TestServer::kNow;
constexpr base::Millis kDay = 86'400'000;
// So that a test's store counts as a large one.
constexpr Organisation::Sizes kAllIsLarge{1, 1};

void fill(store::Store& store) {
  store::Place place;
  place.path = "/srv/estate";
  place.read = kNow - kDay;
  for (int i = 0; i < 5; ++i) {
    store::EstateSystem system;
    system.path = system.name = "service-" + std::to_string(i);
    system.id = run::found_system_id(place.path, system.path);
    record::Component c;
    c.id = "component_" + std::to_string(i);
    c.name = "package-" + std::to_string(i);
    place.components.push_back(c);
    system.components.push_back(c.id);
    place.systems.push_back(system);
  }
  REQUIRE(store.estate().replace(place));
}

run::NewAnswer words(int i, record::Status status) {
  return {status, "ada", "said as number " + std::to_string(i), kNow + 30 * kDay, std::nullopt};
}

void plan(store::Store& store, int i, const std::string& requirement) {
  const auto action =
      run::new_action({"guidelines", requirement, "", "number " + std::to_string(i),
                       i % 2 == 0 ? "bob" : "eve", "ada", i % 3 == 0 ? kNow + kDay : kNow - kDay},
                      kNow);
  REQUIRE(action);
  REQUIRE(store.evidence().put_action(*action));
}

TEST_CASE("answers and plans count at once, and as if all were gathered anew") {
  namespace room = assure::assess;
  const room::Framework* framework = room::framework("guidelines");
  REQUIRE(framework != nullptr);
  rc::check([&] {
    TestServer server;
    store::Store& store = *server.store;
    fill(store);
    const auto now = [] { return kNow; };
    Organisation kept(store, now, kAllIsLarge);
    RC_ASSERT(kept.framework(*framework).has_value());
    const int steps = *rc::gen::inRange(1, 8);
    for (int i = 0; i < steps; ++i) {
      const room::Requirement& requirement =
          framework->requirements[*rc::gen::inRange<std::size_t>(0, 4)];
      const auto status =
          *rc::gen::element(record::Status::met, record::Status::partly, record::Status::unmet);
      switch (*rc::gen::inRange(0, 4)) {
        case 0:
        case 1:
          RC_ASSERT(kept.answer(*framework, requirement, words(i, status)).has_value());
          break;
        case 2: {
          const auto all = store.evidence().answers_of_organisation();
          RC_ASSERT(all.has_value());
          if (all->empty()) break;
          const auto& taken = (*all)[*rc::gen::inRange<std::size_t>(0, all->size())];
          RC_ASSERT(store.evidence().withdraw_answer(taken.id, "bob", kNow).has_value());
          break;
        }
        default:
          plan(store, i, requirement.id);
      }
      Organisation anew(store, now);
      RC_ASSERT(kept.framework(*framework).value() == anew.framework(*framework).value());
      RC_ASSERT(kept.requirement(*framework, requirement).value() ==
                anew.requirement(*framework, requirement).value());
    }
  });
}

// The first of the systems of fill(), read again: something else lies there.
void read_again(store::Store& store) {
  store::Place place;
  place.path = "/srv/estate";
  place.read = kNow;
  store::EstateSystem system;
  system.path = system.name = "service-0";
  system.id = run::found_system_id(place.path, system.path);
  record::Component c;
  c.id = "component_other";
  c.name = "another";
  place.components.push_back(c);
  system.components.push_back(c.id);
  place.systems.push_back(system);
  REQUIRE(store.estate().replace(place));
}

TEST_CASE("an answer that fell is in lists and in the history, also of a large store") {
  for (const Organisation::Sizes sizes : {Organisation::Sizes{}, kAllIsLarge}) {
    CAPTURE(sizes.few);
    TestServer server;
    server.gate.person = TestServer::admin();
    store::Store& store = *server.store;
    fill(store);
    const std::string id = run::found_system_id("/srv/estate", "service-0");
    const std::string said =
        R"({"system":")" + id + R"(","status":"met","reason":"seen","expires":"2027-03-01"})";
    const std::string requirement = "/api/v1/frameworks/guidelines/requirements/P2/answers";
    REQUIRE(server.post(requirement, said).status == 200);
    CHECK(store.audit().entries({}).value().front().detail == "guidelines P2 met, of " + id);
    const auto history = [&] {
      return store.evidence().standings("guidelines", "P2", id, 0).value();
    };
    REQUIRE(history().size() == 1);
    CHECK(history().back().status == record::Status::met);
    base::Millis now = kNow + 1000;
    Organisation kept(store, [&] { return now; }, sizes);
    REQUIRE(kept.roadmap());
    REQUIRE(kept.keep_standings());
    read_again(store);
    REQUIRE(kept.keep_standings());
    // Of a large store in the background, also where nobody asks again.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (history().size() < 2 && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    REQUIRE(history().size() == 2);
    const record::Standing fell = history().back();
    CHECK(fell.status != record::Status::met);
    CHECK_FALSE(fell.why.empty());
    CHECK_FALSE(fell.evidence.empty());
    CHECK(fell.at == now);
    const std::string list = server.get("/api/v1/systems/" + id + "/answers?q=P2").body;
    CHECK(list.find(R"("status":"met")") == std::string::npos);
    // Who is told hears of which system, and is led there.
    const auto told = run::notice_all(store, {now, true, nullptr, {}});
    REQUIRE(told);
    const auto notice = std::ranges::find(*told, record::NoticeKind::answer, &record::Notice::kind);
    REQUIRE(notice != told->end());
    CHECK(notice->title == "the answer to guidelines P2 about service-0 does not stand any more");
    CHECK(notice->page == "assessments/guidelines?system=" + id);
    // What stands as it stood is not kept again, and nobody's first assessment is begun.
    REQUIRE(kept.keep_standings());
    CHECK(history().size() == 2);
    CHECK(store.evidence().last_assessed("guidelines").value().size() == 1);
  }
}

TEST_CASE("a posture that was raised counts at once in what one system stands on") {
  TestServer server;
  store::Store& store = *server.store;
  fill(store);
  const auto now = [] { return kNow; };
  Organisation kept(store, now, kAllIsLarge);
  REQUIRE(kept.roadmap());
  const auto shared = [&] {
    run::CollectOptions options;
    options.now = kNow;
    options.with_systems = false;
    return run::collect(store, nullptr, options).value();
  };
  const auto before = kept.shared_pieces();
  REQUIRE(before);
  CHECK(*before == shared());
  const auto change = protect::raise({"ada", "an exercise", kNow + kDay, "strict"}, kNow);
  REQUIRE(change);
  REQUIRE(store.posture().put_posture(*change));
  const auto after = kept.shared_pieces();
  REQUIRE(after);
  CHECK(*after != *before);
  CHECK(*after == shared());
}

}  // namespace
}  // namespace bartizan::server

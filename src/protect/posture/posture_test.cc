// The posture: raised, over by itself, lowered; and what follows from it at any time.
#include "protect/posture/posture.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace bartizan::protect {
namespace {

using record::PostureChange;
constexpr Millis kNow = 1'795'000'000'000, kDay = 86'400'000;

PostureChange up(Millis at, Millis until) {
  const auto change = raise({"reason", "A. Person", until, ""}, at);
  REQUIRE(change.has_value());
  return *change;
}
PostureChange down(Millis at) {
  return {"posture_d" + std::to_string(at), false, at, 0, "", "r", "p"};
}

TEST_CASE("a posture is raised from its begin to just before its end") {
  const std::vector history{up(kNow, kNow + 14 * kDay)};
  CHECK_FALSE(posture_at(history, kNow - 1).raised);
  CHECK(posture_at(history, kNow - 1).raise.id.empty());
  CHECK(posture_at(history, kNow).raised);
  CHECK(posture_at(history, kNow + 14 * kDay - 1).raised);
  const Posture over = posture_at(history, kNow + 14 * kDay);
  CHECK_FALSE(over.raised);
  CHECK(over.end == PostureEnd::expired);
  CHECK(over.ended == kNow + 14 * kDay);
}

TEST_CASE("a raised posture tightens everything and moves no date") {
  const std::vector history{up(kNow, kNow + kDay)};
  const EffectivePosture raised = effective(history, kNow);
  CHECK(raised.preset == "strict");
  CHECK(raised.evidence_age == kDay);
  CHECK(raised.watch_interval(4 * kDay) == kDay);
  CHECK(raised.watch_interval(30'000) == 30'000);
  CHECK(raised.target(kNow, kNow + 14 * kDay) == kNow + 7 * kDay);
  CHECK(raised.target(kNow, 0) == 0);
  CHECK(effects(raised).size() == 4);
  CHECK(sentence(raised) == "posture raised until 2026-11-19 11:06 UTC (reason)");

  const EffectivePosture normal = effective(history, kNow + kDay);
  CHECK(normal.preset.empty());
  CHECK(normal.evidence_age == 7 * kDay);
  CHECK(normal.watch_interval(4 * kDay) == 4 * kDay);
  CHECK(normal.target(kNow, kNow + 14 * kDay) == kNow + 14 * kDay);
  CHECK(effects(normal).empty());
  CHECK(sentence(normal).empty());
}

TEST_CASE("who, why and until when are needed, and the end is near") {
  CHECK(raise({"", "p", kNow + kDay, ""}, kNow).error().find("why") != std::string::npos);
  CHECK(raise({"r", " ", kNow + kDay, ""}, kNow).error().find("who") != std::string::npos);
  CHECK(raise({"r", "p", kNow, ""}, kNow).error().find("until") != std::string::npos);
  CHECK(raise({"r", "p", kNow + 93 * kDay, ""}, kNow).error().find("92 days") != std::string::npos);
  CHECK(raise({"r", "p", kNow + kDay, "observe"}, kNow).error().find("observe") !=
        std::string::npos);
  CHECK(raise({"r", "p", kNow + 92 * kDay, "default"}, kNow).has_value());
  const std::vector history{up(kNow, kNow + kDay)};
  CHECK(lower(history, "over", "p", kNow + 1).has_value());
  CHECK_FALSE(lower(history, "", "p", kNow + 1).has_value());
  CHECK_FALSE(lower(history, "over", "", kNow + 1).has_value());
  CHECK_FALSE(lower(history, "over", "p", kNow + kDay).has_value());
}

TEST_CASE("durations") {
  CHECK(duration_of("14d") == 14 * kDay);
  CHECK(duration_of("2w") == 14 * kDay);
  CHECK(duration_of("12h") == kDay / 2);
  for (const char* wrong :
       {"", "d", "14", "-1d", "0d", "1.5d", "14m", " 1d", "99999999d", "4294967297d"}) {
    CAPTURE(wrong);
    CHECK_FALSE(duration_of(wrong).has_value());
  }
}

TEST_CASE("at any time the last word before it counts") {
  rc::check([] {
    std::vector<PostureChange> history;
    Millis at = 0;
    const auto count = *rc::gen::inRange(0, 8);
    for (int i = 0; i < count; ++i) {
      at += *rc::gen::inRange<Millis>(1, 100);
      if (*rc::gen::arbitrary<bool>()) {
        history.push_back(up(at, at + *rc::gen::inRange<Millis>(1, 300)));
      } else {
        history.push_back(down(at));
      }
    }
    const Millis now = *rc::gen::inRange<Millis>(0, 1200);
    // Spelt differently: the last change that had happened decides alone.
    const auto last = std::find_if(history.rbegin(), history.rend(),
                                   [&](const PostureChange& c) { return c.at <= now; });
    const bool raised = last != history.rend() && last->raised && now < last->until;
    const Posture posture = posture_at(history, now);
    RC_ASSERT(posture.raised == raised);
    RC_ASSERT(effective(history, now).preset.empty() == !raised);
    const Millis start = *rc::gen::inRange<Millis>(0, 100'000);
    const Millis due = start + *rc::gen::inRange<Millis>(1, 100'000'000);
    const Millis target = effective(history, now).target(start, due);
    RC_ASSERT(target <= due);
    RC_ASSERT(target >= start);
  });
}

}  // namespace
}  // namespace bartizan::protect

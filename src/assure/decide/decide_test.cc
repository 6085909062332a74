// The tables of the catalogue, BOD 26-04 and its clock over time.
#include "assure/decide/decide.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "assure/decide/case.h"

namespace bartizan::assure::decide {
namespace {

using base::Millis;
constexpr Millis kDay = 86'400'000;
constexpr Millis kNow = 1'795'000'000'000;  // 2026-11-18

Input input(std::string key, std::string value) {
  return {std::move(key), std::move(value), "", false, ""};
}

Millis day(const char* text) { return base::parse_utc(text).value(); }

std::optional<record::KevEntry> kev(Millis added) {
  record::KevEntry entry;
  entry.cve = "CVE-2026-1";
  entry.added = added;
  return entry;
}
std::optional<record::SsvcPoints> points(const char* automatable, const char* impact) {
  record::SsvcPoints ssvc;
  ssvc.automatable = automatable;
  ssvc.technical_impact = impact;
  return ssvc;
}
std::optional<record::Exposure> exposed(bool yes) {
  return record::Exposure{"found_a", yes, "A. Person", "", kNow};
}

TEST_CASE("the tables of the catalogue") {
  std::vector<std::pair<std::string, std::size_t>> rows;
  for (const Table& one : tables()) rows.emplace_back(one.id, one.rows.size());
  CHECK(rows == std::vector<std::pair<std::string, std::size_t>>{{"bod-26-04", 16},
                                                                 {"cisa-coordinator", 36},
                                                                 {"coordinator-triage", 192},
                                                                 {"deployer", 72},
                                                                 {"human-impact", 16},
                                                                 {"public-safety-impact", 4},
                                                                 {"publish", 27},
                                                                 {"supplier", 36},
                                                                 {"utility", 4}});
  for (const Table& one : tables()) {
    CHECK_FALSE(one.version.empty());
    CHECK_FALSE(one.source.empty());
    CHECK(one.verified == "primary");
  }
  CHECK(table("bod-22-01") == nullptr);
}

// A higher value of any input never gives a lower outcome: SSVC's tables promise it.
TEST_CASE("every table is monotone") {
  for (const Table& one : tables()) {
    for (const auto& lower : one.rows) {
      for (const auto& upper : one.rows) {
        const bool above = std::equal(lower.begin(), lower.end() - 1, upper.begin(),
                                      [](std::uint8_t a, std::uint8_t b) { return a <= b; });
        if (above && lower.back() > upper.back()) FAIL(one.id);
      }
    }
  }
}

TEST_CASE("values are read however they are written") {
  const Point& exploitation = table("deployer")->inputs[0];
  CHECK(value_of(exploitation, "Public PoC") == "public poc");
  CHECK(value_of(exploitation, " poc ") == "public poc");
  CHECK(value_of(exploitation, "P") == "public poc");
  CHECK(value_of(exploitation, "public-poc") == "public poc");
  CHECK_FALSE(value_of(exploitation, "rumoured"));
  CHECK(value_of(table("deployer")->outcome, "out of cycle") == "out-of-cycle");
}

TEST_CASE("missing inputs are named, derived points are derived") {
  const Table& triage = *table("coordinator-triage");
  std::vector<Input> inputs{input("report-public", "no"), input("supplier-contacted", "yes"),
                            input("report-credibility", "C"),
                            input("supplier-cardinality", "multiple"),
                            input("supplier-engagement", "unresponsive")};
  CHECK_FALSE(decide(triage, inputs));
  std::vector<std::string> names;
  for (const Point* point : missing(triage, inputs)) names.push_back(point->key);
  CHECK(names == std::vector<std::string>{"utility", "public-safety-impact"});
  inputs.push_back(input("automatable", "yes"));
  names.clear();
  for (const Point* point : missing(triage, inputs)) names.push_back(point->key);
  CHECK(names == std::vector<std::string>{"value-density", "public-safety-impact"});
  inputs.push_back(input("value-density", "concentrated"));
  inputs.push_back(input("safety-impact", "catastrophic"));
  CHECK(missing(triage, inputs).empty());
  const auto decision = decide(triage, inputs);
  REQUIRE(decision);
  CHECK(decision->outcome == "coordinate");
  REQUIRE(decision->inputs.size() == 7);
  CHECK(decision->inputs[5].value == "super effective");
  CHECK(decision->inputs[5].source == "table utility: automatable yes, value-density concentrated");
}

TEST_CASE("what nobody said about BOD 26-04 is assumed, and says so") {
  const auto unknown = bod_inputs(std::nullopt, std::nullopt, std::nullopt);
  REQUIRE(unknown.size() == 4);
  CHECK(unknown[1].value == "yes");
  CHECK(unknown[1].assumed);
  CHECK(unknown[2].value == "no");
  CHECK(unknown[3].value == "total");
  CHECK(unknown[3].why.find("not verified") != std::string::npos);
  CHECK_FALSE(unknown[0].assumed);
  CHECK(bod_inputs(std::nullopt, std::nullopt, std::nullopt, false)[0].assumed);
  const auto exploited = bod_inputs(kev(day("2026-05-08")), std::nullopt, exposed(false));
  CHECK(exploited[0].source == "KEV 2026-05-08");
  CHECK(exploited[1].value == "no");
  CHECK(exploited[1].source == "A. Person, 2026-11-18");
  CHECK(exploited[2].value == "yes");
  CHECK(exploited[2].assumed);
}

TEST_CASE("components are named for people and for the store") {
  record::Component component;
  component.kind = record::ComponentKind::runtime;
  component.provider = "ghcr.io";
  component.name = "ghcr.io/berriai/litellm";
  component.version = "v1.82.0";
  CHECK(component_key(component) == "runtime:ghcr.io/berriai/litellm@v1.82.0");
  CHECK(component_title(component_key(component)) == "ghcr.io/berriai/litellm v1.82.0");
  component.kind = record::ComponentKind::package;
  component.provider = "pypi";
  component.name = "litellm";
  component.version = "1.82.0";
  CHECK(component_key(component) == "pkg:pypi/litellm@1.82.0");
  CHECK(component_title(component_key(component)) == "litellm 1.82.0");
}

TEST_CASE("remedies") {
  CHECK(remedy("3 days & forensic investigation")->days == 3U);
  CHECK(remedy("3 days & forensic investigation")->forensic);
  CHECK_FALSE(remedy("3 days")->forensic);
  CHECK(remedy("60 days")->days == 60U);
  CHECK_FALSE(remedy("fix on system upgrade")->days);
  CHECK_FALSE(remedy("act"));
  CHECK_FALSE(remedy("3 daysx"));
  for (const std::string& outcome : table("bod-26-04")->outcome.values) CHECK(remedy(outcome));
}

TEST_CASE("the forensic steps of BOD 26-04 are shown as not verified") {
  const Millis listed = day("2026-05-08");
  const Clock clock = clock_of({3, true}, listed + 10 * kDay, listed);
  CHECK(clock.start == listed);
  CHECK(clock.start_reason == "listed in KEV");
  REQUIRE(clock.steps.size() == 4);
  CHECK(clock.steps[0].what == "scope");
  CHECK(clock.steps[0].due == listed + 2 * 3'600'000);
  CHECK(clock.steps[0].verified == "no");
  CHECK(clock.steps[1].what == "volatile evidence");
  CHECK(clock.steps[1].due == listed + kDay);
  CHECK(clock.steps[1].verified == "no");
  CHECK(clock.steps[2].what == "triage decision");
  CHECK(clock.steps[2].due == listed + 3 * kDay);
  CHECK(clock.steps[3].what == "remediate");
  CHECK(clock.steps[3].verified == "primary");
  CHECK(clock_of({14, false}, listed, 0).steps.size() == 1);
  CHECK_FALSE(clock_of({}, listed, 0).due);
}

// --- over time -----------------------------------------------------------------------------------

struct Facts {
  bool in_kev = false, exposed = false, automatable = false, total = false;
  bool has_ssvc = true, exposure_known = true;
};
rc::Gen<Facts> facts() {
  const auto coin = rc::gen::arbitrary<bool>();
  return rc::gen::apply(
      [](bool a, bool b, bool c, bool d, bool e, bool f) { return Facts{a, b, c, d, e, f}; }, coin,
      coin, coin, coin, coin, coin);
}
rc::Gen<Millis> times() { return rc::gen::inRange<Millis>(kNow - 2000 * kDay, kNow + 400 * kDay); }

Weakness weakness_of(const Facts& f, Millis added) {
  Weakness w;
  w.system = "found_a";
  w.component = "pkg:pypi/litellm@1.82.0";
  w.advisory = "CVE-2026-1";
  if (f.in_kev) w.kev = kev(added);
  if (f.has_ssvc) w.ssvc = points(f.automatable ? "yes" : "no", f.total ? "total" : "partial");
  return w;
}
std::optional<record::Exposure> exposure_of(const Facts& f) {
  return f.exposure_known ? exposed(f.exposed) : std::nullopt;
}
record::Case seen(const Facts& f, Millis added, const record::Case* known, Millis at) {
  return case_of(weakness_of(f, added), exposure_of(f), known, at);
}
Millis due(const record::Case& c) {
  return c.due == 0 ? std::numeric_limits<Millis>::max() : c.due;
}

TEST_CASE("a clock starts before it ends and earlier detection never gives more time") {
  rc::check([] {
    const Facts f = *facts();
    const Millis added = *times(), first = *times(), second = *times();
    const record::Case early = seen(f, added, nullptr, std::min(first, second));
    const record::Case late = seen(f, added, nullptr, std::max(first, second));
    RC_ASSERT(early.outcome == late.outcome);
    RC_ASSERT(due(early) <= due(late));
    RC_ASSERT(early.start <= due(early));
    RC_ASSERT(early.start <= early.first_seen);
    const Clock clock = clock_of(early);
    for (const Step& step : clock.steps) RC_ASSERT(early.start <= step.due);
  });
}

TEST_CASE("being listed in KEV never gives more time, and an earlier listing never does") {
  rc::check([] {
    Facts f = *facts();
    const Millis at = *times(), first = *times(), second = *times();
    f.in_kev = false;
    const record::Case without = seen(f, 0, nullptr, at);
    f.in_kev = true;
    const record::Case with = seen(f, first, nullptr, at);
    RC_ASSERT(due(with) <= due(without));
    const record::Case undated = seen(f, 0, nullptr, at);
    RC_ASSERT(due(undated) <= due(without));
    const record::Case early = seen(f, std::min(first, second), nullptr, at);
    const record::Case late = seen(f, std::max(first, second), nullptr, at);
    RC_ASSERT(due(early) <= due(late));
  });
}

TEST_CASE("no input gives more time by being worse") {
  rc::check([] {
    Facts f = *facts();
    f.has_ssvc = f.exposure_known = true;
    const Millis added = *times(), at = *times();
    for (bool Facts::* one :
         {&Facts::exposed, &Facts::automatable, &Facts::total, &Facts::in_kev}) {
      Facts better = f, worse = f;
      better.*one = false;
      worse.*one = true;
      const record::Case a = seen(better, added, nullptr, at), b = seen(worse, added, nullptr, at);
      RC_ASSERT(due(b) <= due(a));
      RC_ASSERT(!a.forensic || b.forensic);
    }
    Facts unknown = f;
    unknown.exposure_known = false;
    RC_ASSERT(due(seen(unknown, added, nullptr, at)) <= due(seen(f, added, nullptr, at)));
  });
}

TEST_CASE("whatever is learned later, a case keeps its first clock") {
  rc::check([] {
    const Millis added = *times();
    Facts f = *facts();
    record::Case now = seen(f, added, nullptr, *times());
    for (int i = 0; i < 6; ++i) {
      const record::Case before = now;
      Facts next = *facts();
      now = seen(next, added, &before, *times());
      RC_ASSERT(now.first_seen <= before.first_seen);
      RC_ASSERT(now.start <= before.start);
      RC_ASSERT(now.id == before.id);
      if (now.outcome == before.outcome) RC_ASSERT(due(now) <= due(before));
      const Clock clock = clock_of(now);
      RC_ASSERT(clock.start == now.start);
      RC_ASSERT(clock.due.value_or(0) == now.due);
    }
  });
}

TEST_CASE("a new word about exposure decides as a new run would") {
  rc::check([] {
    Facts f = *facts();
    const Millis added = *times(), at = *times();
    const record::Case before = seen(f, added, nullptr, at);
    f.exposure_known = true;
    f.exposed = *rc::gen::arbitrary<bool>();
    const record::Case asked = with_exposure(before, *exposure_of(f));
    RC_ASSERT(asked == seen(f, added, &before, at));
  });
}

TEST_CASE("clock skew is said and gives no time") {
  Facts f{true, true, true, true, true, true};
  const record::Case future = seen(f, kNow + 30 * kDay, nullptr, kNow);
  CHECK(future.start == kNow);
  CHECK(future.due == kNow + 3 * kDay);
  REQUIRE(clock_doubts(future, kNow).size() == 1);
  CHECK(clock_doubts(future, kNow)[0].find("in the future") != std::string::npos);
  f.in_kev = false;
  const record::Case ahead = seen(f, 0, nullptr, kNow + 30 * kDay);
  REQUIRE(clock_doubts(ahead, kNow).size() == 1);
  const record::Case corrected = seen(f, 0, &ahead, kNow);
  CHECK(corrected.start == kNow);
  CHECK(clock_doubts(corrected, kNow).empty());
}

TEST_CASE("inputs of a case are kept as they were explained") {
  const Facts f{true, true, true, true, true, false};
  const record::Case made = seen(f, day("2026-05-08"), nullptr, kNow);
  CHECK(made.outcome == "3 days & forensic investigation");
  CHECK(made.forensic);
  CHECK(made.table == "bod-26-04");
  const auto decision = decision_of(made);
  REQUIRE(decision);
  CHECK(decision->row == 15);
  CHECK(decision->inputs ==
        bod_inputs(kev(day("2026-05-08")), points("yes", "total"), std::nullopt));
  record::Case broken = made;
  broken.inputs = "{";
  CHECK_FALSE(decision_of(broken));
  CHECK(with_exposure(broken, *exposed(false)) == broken);
}

}  // namespace
}  // namespace bartizan::assure::decide

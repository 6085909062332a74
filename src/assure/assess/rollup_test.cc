// Rollup: the weakest system counts, and what that rules out.
#include "assure/assess/rollup.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "assure/assess/changes.h"
#include "assure/assess/evaluate.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;
using record::Status;
using enum record::Status;

RollUp of(const std::vector<Status>& statuses) {
  RollUp all;
  char name = 'a';
  for (const Status status : statuses) {
    const std::string called(1, name++);
    all.add("found_" + called, called, status, "why " + called, 0);
  }
  return all;
}

TEST_CASE("the weakest system is that of all: unmet, unknown, partly, met") {
  CHECK(of({met, met, met}).status() == met);
  CHECK(of({met, met, met}).sentence() == "met for 3 of 3 systems");
  CHECK(of({met, partly, met}).status() == partly);
  CHECK(of({met, partly, unknown}).status() == unknown);
  CHECK(of({unknown, partly, unmet, met}).status() == unmet);
  CHECK(of({unknown, unknown, met}).sentence() == "unknown for 2 of 3 systems: a, b");
  CHECK(of({unknown, unknown, met}).sentence_with_reason() ==
        "unknown for 2 of 3 systems: a, b; a: why a");
  CHECK(of({met, unmet}).sentence_with_reason() == "unmet for 1 of 2 systems: b: why b");
  CHECK(of({met}).sentence() == "met for 1 of 1 system");
}

TEST_CASE("what is grave is said, however its system stands") {
  RollUp all = of({unknown, partly});
  all.add("found_x", "x", partly, "1 of 4 checks hold; 2 files are malicious", 0, true);
  CHECK(all.status() == unknown);
  CHECK(all.sentence_with_reason() ==
        "unknown for 1 of 3 systems: a; x: 1 of 4 checks hold; 2 files are malicious");
  CHECK(all.anonymous().sentence_with_reason() == "unknown for 1 of 3 systems");
}

TEST_CASE(
    "without a system it is unknown, never met, and one that is not concerned does not count") {
  CHECK(of({}).status() == unknown);
  CHECK(of({}).sentence() == "no system is known");
  CHECK(of({not_applicable, met}).status() == met);
  CHECK(of({not_applicable, met}).sentence() == "met for 1 of 1 system");
  CHECK(of({not_applicable, unknown}).status() == unknown);
  CHECK(of({not_applicable, not_applicable}).status() == not_applicable);
  CHECK(of({not_applicable}).sentence() == "not applicable to the one system");
}

TEST_CASE("who holds it back is named, of many some") {
  const RollUp few = of({met, unknown, unmet, unmet, partly});
  REQUIRE(few.holds_back().size() == 2);
  CHECK(few.holds_back()[0] == Holder{"found_c", "c", unmet});
  CHECK(few.more_hold_back() == 0);
  CHECK(of({met, not_applicable}).holds_back().empty());
  RollUp many;
  for (int i = 0; i < 70; ++i) many.add(std::to_string(i), std::to_string(i), unknown, "w", 0);
  CHECK(many.holds_back().size() == kMostHolders);
  CHECK(many.more_hold_back() == 20);
  CHECK(many.sentence() == "unknown for 70 of 70 systems: 0, 1, 2, 3, 4 and 65 more");
  const RollUp silent = many.anonymous();
  CHECK(silent.holds_back().empty());
  CHECK(silent.of(unknown) == 70);
  CHECK(silent.sentence_with_reason().find("0, 1") == std::string::npos);
}

TEST_CASE("property: the order of systems changes nothing, and one more never makes it better") {
  const auto severity = [](Status status) {
    return status == not_applicable ? severity_order(met) : severity_order(status);
  };
  CHECK(rc::check([&] {
    auto statuses = *rc::gen::nonEmpty(rc::gen::container<std::vector<Status>>(
        rc::gen::element(met, partly, unmet, unknown, not_applicable)));
    const RollUp all = of(statuses);
    RC_ASSERT(all.systems() == statuses.size());
    RC_ASSERT((all.status() == met) ==
              (std::ranges::count(statuses, met) > 0 && std::ranges::all_of(statuses, [](Status s) {
                 return s == met || s == not_applicable;
               })));
    RC_ASSERT(all.holds_back().size() + all.more_hold_back() ==
              (all.status() == met || all.status() == not_applicable ? 0 : all.of(all.status())));
    std::ranges::reverse(statuses);
    RC_ASSERT(of(statuses).status() == all.status());
    RC_ASSERT(of(statuses).piece("f", "R1", 1).fact("status") == record::name(all.status()));
    const Status more = *rc::gen::element(met, partly, unmet, unknown);
    statuses.push_back(more);
    RC_ASSERT(severity(of(statuses).status()) <= severity(all.status()));
  }));
}

TEST_CASE(
    "a piece about the same outcome has the same id, and expires with the first of its systems") {
  RollUp all;
  all.add("found_a", "a; x", unknown, "why", 500);
  all.add("found_b", "b", met, "", 300);
  const Evidence piece = all.piece("guidelines", "D1", 100);
  CHECK(piece.kind == EvidenceKind::standing);
  CHECK(piece.subject == "guidelines:D1");
  CHECK(piece.system.empty());
  CHECK(piece.expires == 300);
  CHECK(piece.fact("systems") == "2");
  CHECK(piece.fact("holds-back:names") == "a\\; x");
  CHECK(piece.id == all.piece("guidelines", "D1", 200).id);
  CHECK(piece.id != of({met, met}).piece("guidelines", "D1", 100).id);
}

// A framework that is asked of each system, judged for the organisation.
struct Organisation {
  Framework framework;
  RollUps systems;
  std::vector<Evidence> evidence;
  std::vector<record::Answer> answers;

  explicit Organisation(RollUp all, std::vector<std::string> checks = {"lab-passed"}) {
    framework.id = "f";
    framework.per = Per::system;
    Requirement requirement;
    requirement.framework = "f";
    requirement.id = "R1";
    requirement.checks = std::move(checks);
    requirement.proof = Proof::full;
    requirement.verified = Verified::primary;
    framework.requirements = {requirement};
    evidence.push_back(all.piece("f", "R1", 1000));
    systems.emplace("f:R1", std::move(all));
  }
  Judged judge() const {
    Material material{"", evidence, 1000, {}, &systems};
    return evaluate(framework, material, answers).requirements.front();
  }
  void answer(Status status) {
    record::Answer a;
    a.framework = "f";
    a.requirement = "R1";
    a.status = status;
    a.by = "A. Person";
    a.reason = "seen";
    a.at = 900;
    a.expires = 100'000;
    answers = {a};
  }
};

TEST_CASE("the organisation stands as its weakest system does") {
  const Judged judged = Organisation(of({met, met, met})).judge();
  CHECK(judged.status == met);
  CHECK(judged.automatic == met);
  CHECK(judged.why == "met for 3 of 3 systems");
  REQUIRE(judged.checks.front().id == "systems-meet");
  CHECK(judged.checks.front().outcome.holds == Holds::yes);
  CHECK(judged.evidence.size() == 1);
  CHECK(Organisation(of({met, unknown})).judge().status == unknown);
  CHECK(Organisation(of({met, partly})).judge().status == partly);
  CHECK(Organisation(of({unmet, unknown})).judge().status == unmet);
  CHECK(Organisation(of({not_applicable})).judge().status == not_applicable);
  const Judged one = Organisation(of({met, unmet})).judge();
  CHECK(one.checks.front().outcome.against == std::vector<std::string>{"b"});
  CHECK(one.would_change.front() == "unmet for 1 of 2 systems: b");
}

TEST_CASE("without systems the organisation is judged by its checks, and nothing is met by that") {
  CHECK(Organisation(RollUp()).judge().status == unknown);
  CHECK_FALSE(Organisation(RollUp()).judge().systems.has_value());
  Organisation alone(of({met, met}));
  alone.framework.per = Per::organisation;
  CHECK(alone.judge().status == unknown);
}

TEST_CASE("what belongs to no system and fails holds the organisation back, and no further") {
  // Nothing is planned anywhere.
  const Judged judged = Organisation(of({met, met}), {"plan-present"}).judge();
  CHECK(judged.status == partly);
  CHECK(judged.why.starts_with("met for 2 of 2 systems, but no action is planned"));
}

TEST_CASE("an answer about the organisation raises what is unknown, and no system that says no") {
  Organisation some(of({met, unknown}));
  some.answer(met);
  CHECK(some.judge().status == met);
  Organisation bad(of({met, unmet}));
  bad.answer(met);
  CHECK(bad.judge().status == unmet);
  Organisation half(of({met, partly}));
  half.answer(met);
  CHECK(half.judge().status == partly);
  Organisation lowered(of({met, met}));
  lowered.answer(unmet);
  CHECK(lowered.judge().status == unmet);
  // It is bound to what systems stand on, and not to how that was judged.
  CHECK(bound_to(some.judge(), {"", some.evidence, 1000, {}, &some.systems}).empty());
}

TEST_CASE("of several checks that fail the gravest explains") {
  Framework framework;
  framework.id = "f";
  Requirement requirement;
  requirement.framework = "f";
  requirement.id = "R1";
  requirement.checks = {"models-complete", "models-clean"};
  requirement.verified = Verified::primary;
  framework.requirements = {requirement};
  Evidence scan;
  scan.kind = EvidenceKind::scan;
  scan.system = "found_a";
  scan.subject = scan.name = "/m/a.pt";
  scan.facts = {{"coverage", "partial"}, {"depth", "content"}, {"verdict", "malicious"}};
  scan.id = record::evidence_id(scan);
  const std::vector<Evidence> evidence{scan};
  const Judged judged =
      evaluate(framework, {"found_a", evidence, 10, {}, nullptr}, {}).requirements.front();
  CHECK(judged.status == unmet);
  CHECK(judged.why == "the model file is not clean");
}

}  // namespace
}  // namespace bartizan::assure::assess

// Evaluate: the rules by which checks and people's answers become a standing.
#include "assure/assess/evaluate.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "assure/assess/changes.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;
using record::Status;

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

Evidence piece(EvidenceKind kind, std::string subject, std::vector<record::EvidenceFact> facts) {
  Evidence e;
  e.kind = kind;
  e.system = "found_a";
  e.subject = subject;
  e.name = subject;
  e.producer = "test 1";
  e.at = kNow - kDay;
  e.expires = kNow + 6 * kDay;
  std::sort(facts.begin(), facts.end());
  e.facts = std::move(facts);
  e.id = record::evidence_id(e);
  return e;
}

Evidence model(std::string verdict, char digit) {
  Evidence e = piece(EvidenceKind::scan, "/m/a.pt",
                     {{"verdict", verdict}, {"coverage", "complete"}, {"depth", "content"}});
  e.sha256 = std::string(64, digit);
  e.id = record::evidence_id(e);
  return e;
}

struct Setting {
  Framework framework;
  std::vector<Evidence> evidence, remembered;
  std::vector<record::Answer> answers;
  base::Millis now = kNow;

  Setting(std::vector<std::string> checks, Proof proof = Proof::full,
          Verified verified = Verified::secondary) {
    framework.id = "f";
    Requirement requirement;
    requirement.framework = "f";
    requirement.id = "R1";
    requirement.checks = std::move(checks);
    requirement.proof = proof;
    requirement.verified = verified;
    requirement.question = "Is it so?";
    framework.requirements = {requirement};
  }
  Material material() const { return {"found_a", evidence, now, remembered}; }
  // As a table of systems has it, too.
  Judged judge() const {
    Judged judged = evaluate(framework, material(), answers).requirements.front();
    Outcomes known;
    const Standpoint stands = standpoints(framework, material(), answers, known).front();
    CHECK(stands.status == judged.status);
    CHECK(stands.why == judged.why);
    CHECK(stands.expires == judged.expires);
    return judged;
  }
  void answer(Status status) {
    record::Answer a;
    a.id = "answer_1";
    a.framework = "f";
    a.requirement = "R1";
    a.system = "found_a";
    a.status = status;
    a.by = "A. Person";
    a.reason = "looked";
    a.at = now;
    a.expires = now + 30 * kDay;
    a.evidence = bound_to(judge(), material());
    answers = {a};
  }
};

TEST_CASE("checks alone: all, some, none, nothing known") {
  Setting s({"models-clean", "no-secrets"});
  CHECK(s.judge().status == Status::unknown);
  s.evidence = {model("clean", 'a'), piece(EvidenceKind::discovery, "/m", {{"literal-keys", "0"}})};
  CHECK(s.judge().status == Status::met);
  CHECK(s.judge().why == "all 2 checks hold");
  CHECK(s.judge().expires == kNow + 6 * kDay);
  CHECK(s.judge().evidence.size() == 2);
  s.evidence[1] = piece(EvidenceKind::discovery, "/m", {{"literal-keys", "1"}});
  CHECK(s.judge().status == Status::partly);
  CHECK(s.judge().why == "1 of 2 checks hold; 1 key is in its files");
  s.evidence[0] = model("malicious", 'a');
  CHECK(s.judge().status == Status::unmet);
  // unknown beside yes is partly.
  s.evidence = {model("clean", 'a')};
  CHECK(s.judge().status == Status::partly);
}

TEST_CASE("what is typed into an inventory reaches partly") {
  Setting typed({"inventory-field:hi_testing_conducted=Yes"});
  typed.evidence = {
      piece(EvidenceKind::inventory, "system_a", {{"field:hi_testing_conducted", "Yes"}})};
  CHECK(typed.judge().status == Status::partly);
  CHECK(typed.judge().why.ends_with("which somebody declared and nothing here shows"));
  typed.answer(Status::met);
  CHECK(typed.judge().status == Status::met);
}

TEST_CASE("weak proof and wording that nobody checked reach partly") {
  Setting weak({"models-clean"}, Proof::weak);
  weak.evidence = {model("clean", 'a')};
  CHECK(weak.judge().status == Status::partly);
  CHECK(weak.judge().automatic == Status::met);
  weak.answer(Status::met);
  CHECK(weak.judge().status == Status::met);
  Setting unchecked({"models-clean"}, Proof::full, Verified::no);
  unchecked.evidence = {model("clean", 'a')};
  CHECK(unchecked.judge().status == Status::partly);
  unchecked.answer(Status::met);
  CHECK(unchecked.judge().status == Status::partly);
}

TEST_CASE("people raise what is unknown, never what bytes deny") {
  Setting s({"lab-passed"});
  CHECK(s.judge().status == Status::unknown);
  s.answer(Status::met);
  CHECK(s.judge().status == Status::met);
  CHECK(s.judge().why.find("A. Person answered \"met\"") == 0);
  Setting bad({"models-clean"});
  bad.evidence = {model("malicious", 'a')};
  bad.answer(Status::met);
  CHECK(bad.judge().status == Status::unmet);
  bad.answer(Status::not_applicable);
  CHECK(bad.judge().status == Status::not_applicable);
  Setting good({"models-clean"});
  good.evidence = {model("clean", 'a')};
  good.answer(Status::unmet);
  CHECK(good.judge().status == Status::unmet);
}

TEST_CASE("an answer falls with the evidence beside it, and the file is named") {
  Setting s({"models-clean", "lab-passed"});
  s.evidence = {model("clean", 'a')};
  s.answer(Status::met);
  REQUIRE(s.answers.front().evidence.size() == 1);
  CHECK(s.judge().status == Status::met);

  s.remembered = s.evidence;
  s.evidence = {model("clean", 'b')};
  Judged judged = s.judge();
  CHECK(judged.status == Status::partly);
  REQUIRE(judged.answer);
  CHECK_FALSE(judged.answer->stands);
  CHECK(judged.answer->fallen == "/m/a.pt changed: SHA-256 was aaaaaaaaaaaa, is bbbbbbbbbbbb");

  s.evidence = {model("incomplete", 'a')};
  CHECK(s.judge().answer->fallen == "/m/a.pt changed: verdict was clean, is incomplete");
  s.evidence = {};
  CHECK(s.judge().answer->fallen == "/m/a.pt is gone");
  // Back again, byte by byte: the answer stands again.
  s.evidence = s.remembered;
  CHECK(s.judge().answer->stands);

  s.now = kNow + 7 * kDay;
  CHECK(s.judge().answer->fallen.find("has to be read again") != std::string::npos);
  s.now = kNow + 31 * kDay;
  CHECK(s.judge().answer->fallen.find("it expired on") == 0);
  s.now = kNow;
  s.answers.front().withdrawn = kNow;
  s.answers.front().withdrawn_by = "B. Person";
  CHECK(s.judge().answer->fallen.find("it was withdrawn on") == 0);
}

TEST_CASE("a framework for agents does not apply where there are none") {
  Setting s({"mcp-pinned"});
  s.framework.applies = "agents";
  CHECK(s.judge().status == Status::unknown);
  s.evidence = {piece(EvidenceKind::discovery, "/m",
                      {{"agents", "0"}, {"tools", "0"}, {"mcp-servers", "0"}})};
  CHECK(s.judge().status == Status::not_applicable);
  s.evidence = {piece(
      EvidenceKind::discovery, "/m",
      {{"agents", "0"}, {"tools", "0"}, {"mcp-servers", "1"}, {"unpinned-mcp-servers", "1"}})};
  CHECK(s.judge().status == Status::unmet);
}

TEST_CASE("a framework for high-impact uses does not apply to others") {
  Setting s({"inventory-field:hi_testing_conducted=Yes"});
  s.framework.applies = "high-impact";
  s.evidence = {piece(EvidenceKind::inventory, "u", {{"field:is_high_impact", "Not High-impact"}})};
  CHECK(s.judge().status == Status::not_applicable);
  CHECK(s.judge().why == "the inventory declares no high-impact use");
  s.evidence = {piece(EvidenceKind::inventory, "u", {{"field:is_high_impact", "High-impact"}})};
  CHECK(s.judge().status == Status::unmet);
}

TEST_CASE("changes say fallen answers first; a trend carries what was not judged again") {
  Setting s({"models-clean", "lab-passed"});
  s.evidence = {model("clean", 'a')};
  s.answer(Status::met);
  const auto first = standings(evaluate(s.framework, s.material(), s.answers));
  s.remembered = s.evidence;
  s.evidence = {model("malicious", 'b')};
  s.now = kNow + kDay;
  const Assessed later = evaluate(s.framework, s.material(), s.answers);
  const std::vector<Change> changed = changes(later, first);
  REQUIRE(changed.size() == 1);
  CHECK(changed[0].before == Status::met);
  CHECK(changed[0].after == Status::unmet);
  CHECK(changed[0].answer_fell);
  CHECK(changed[0].why.find("/m/a.pt changed") != std::string::npos);

  std::vector<record::Standing> all = first;
  for (const record::Standing& one : standings(later)) all.push_back(one);
  const auto points = trend(s.framework, all);
  REQUIRE(points.size() == 2);
  CHECK(points[0].totals.of(Status::met) == 1);
  CHECK(points[1].totals.of(Status::unmet) == 1);
  CHECK(points[1].totals.all() == 1);
}

}  // namespace
}  // namespace bartizan::assure::assess

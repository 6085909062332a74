// The measures of the lines of effort, from evidence made by hand to known numbers.
#include "assure/assess/roadmap.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

Evidence piece(EvidenceKind kind, std::string system, std::string subject,
               std::vector<record::EvidenceFact> facts) {
  Evidence e;
  e.kind = kind;
  e.system = std::move(system);
  e.subject = subject;
  e.name = std::move(subject);
  e.producer = "test 1";
  e.at = kNow - kDay;
  e.expires = kNow + 6 * kDay;
  std::sort(facts.begin(), facts.end());
  e.facts = std::move(facts);
  e.id = record::evidence_id(e);
  return e;
}

TEST_CASE("five lines of effort with known numbers") {
  const Framework* framework = assess::framework("roadmap");
  REQUIRE(framework != nullptr);
  std::vector<Evidence> evidence;
  std::vector<CountedSystem> systems;
  // Ten systems that were found and declared; the last is overdue, the two before lack something.
  for (int i = 0; i < 10; ++i) {
    const std::string id = "found_" + std::to_string(i);
    systems.push_back(
        {id, "System " + std::to_string(i), i < 8 ? "Deployed" : "Pilot", true, true});
    evidence.push_back(
        piece(EvidenceKind::inventory, id, "use" + id, {{"missing", i == 0 ? "3" : "0"}}));
    evidence.push_back(
        piece(EvidenceKind::discovery, id, "/srv/" + id, {{"unscanned-models", "0"}}));
    if (i != 7) evidence.push_back(piece(EvidenceKind::bom, id, "bom:" + id, {{"elements", "9"}}));
    evidence.push_back(piece(EvidenceKind::vulnerabilities, id, id,
                             {{"matched", "4"}, {"overdue", i == 9 ? "2" : "0"}}));
    if (i == 8) {
      Evidence old = piece(EvidenceKind::scan, id, "/srv/" + id + "/a.pt", {{"verdict", "clean"}});
      old.expires = kNow - 1;
      evidence.push_back(old);
    }
  }
  evidence.push_back(piece(EvidenceKind::policy, "", "register",
                           {{"entries", "40"}, {"unchecked", "1"}, {"unchecked:names", "eo-x"}}));
  evidence.push_back(piece(EvidenceKind::readiness, "", "r1", {{"type", "critical-asset"}}));
  evidence.push_back(piece(EvidenceKind::readiness, "", "r2",
                           {{"type", "sector-risk"},
                            {"sector", "energy"},
                            {"measured", "yes"},
                            {"next", "2030-01-01"}}));
  evidence.push_back(piece(
      EvidenceKind::readiness, "", "r3",
      {{"type", "sector-risk"}, {"sector", "water"}, {"measured", "no"}, {"next", "2020-01-01"}}));

  const Material material{"", evidence, kNow, {}};
  const Assessed assessed = evaluate(*framework, material, {});
  const Roadmap made = roadmap(assessed, material, systems);
  REQUIRE(made.efforts.size() == 5);
  std::size_t objectives = 0;
  for (const Effort& effort : made.efforts) {
    objectives += effort.objectives.size();
    CHECK_FALSE(effort.measure.formula.empty());
    CHECK_FALSE(effort.next.empty());
    CHECK_FALSE(effort.next_command.empty());
    CHECK(effort.worst.size() <= kMostWorst);
  }
  CHECK(objectives == 24);

  CHECK(made.efforts[0].measure.numerator == 7);
  CHECK(made.efforts[0].measure.denominator == 8);
  CHECK(*made.efforts[0].measure.value == doctest::Approx(87.5));
  CHECK(made.efforts[0].worst[0].why == "3 required answers missing");

  CHECK(made.efforts[1].measure.numerator == 7);
  CHECK(made.efforts[1].measure.denominator == 10);
  REQUIRE(made.efforts[1].worst.size() == 3);
  CHECK(made.efforts[1].worst[0].title == "System 9");
  CHECK(made.efforts[1].worst[0].why == "2 weaknesses overdue");
  CHECK(made.efforts[1].next == "decide the overdue weaknesses of System 9");
  CHECK(made.efforts[1].worst[1].why == "no bill of materials");
  CHECK(made.efforts[1].worst[2].why == "no fresh scan");

  CHECK(made.efforts[2].measure.numerator == 1);
  CHECK(made.efforts[2].measure.denominator == 3);
  CHECK(made.efforts[2].worst[0].title == "water");

  CHECK(*made.efforts[3].measure.value == doctest::Approx(97.5));
  CHECK(made.efforts[3].worst[0].title == "eo-x");
  CHECK(made.efforts[3].measure.note.find("not counted yet") != std::string::npos);

  CHECK_FALSE(made.efforts[4].measure.value);
  CHECK(made.overdue.clocks == 2);
  CHECK(made.overdue.readiness == 1);
}

TEST_CASE("a model that does harm pulls assurance down before all else") {
  const Framework* framework = assess::framework("roadmap");
  REQUIRE(framework != nullptr);
  std::vector<Evidence> evidence;
  std::vector<CountedSystem> systems;
  for (const char* id : {"found_0", "found_1"}) {
    systems.push_back({id, id, "Deployed", true, true});
    evidence.push_back(
        piece(EvidenceKind::discovery, id, "/srv/" + std::string(id), {{"unscanned-models", "0"}}));
    evidence.push_back(piece(EvidenceKind::bom, id, "bom", {{"elements", "9"}}));
    evidence.push_back(
        piece(EvidenceKind::vulnerabilities, id, id, {{"matched", "4"}, {"overdue", "0"}}));
  }
  const auto scanned = [&](const char* verdict, const char* gone) {
    evidence.push_back(piece(EvidenceKind::scan, "found_1", "/srv/found_1/a.pt",
                             {{"verdict", verdict}, {"gone", gone}}));
    const Material material{"", evidence, kNow, {}};
    const Assessed assessed = evaluate(*framework, material, {});
    return roadmap(assessed, material, systems).efforts[1];
  };
  CHECK(scanned("clean", "").measure.numerator == 2);
  CHECK(scanned("malicious", "yes").measure.numerator == 2);
  const Effort effort = scanned("malicious", "");
  CHECK(effort.measure.numerator == 1);
  REQUIRE(effort.worst.size() == 1);
  CHECK(effort.worst[0].why == "1 malicious model file");
  CHECK(effort.worst[0].command == "bartizan scan /srv/found_1");
  CHECK(effort.next == "take out of use the harmful model files of found_1");
}

TEST_CASE("an empty store knows nothing, and says what to do first") {
  const Framework* framework = assess::framework("roadmap");
  REQUIRE(framework != nullptr);
  const Material material{"", {}, kNow, {}};
  const Assessed assessed = evaluate(*framework, material, {});
  for (const Effort& effort : roadmap(assessed, material, {}).efforts) {
    CHECK_FALSE(effort.measure.value);
    CHECK_FALSE(effort.measure.note.empty());
    CHECK_FALSE(effort.next_command.empty());
  }
}

}  // namespace
}  // namespace bartizan::assure::assess

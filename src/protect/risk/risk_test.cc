// The sector risk assessment: its words exist, and each risk says which functions it answers.
#include "protect/risk/risk.h"

#include <doctest/doctest.h>
#include <algorithm>

#include "report/posture.h"
#include "support/schema_check.h"

namespace bartizan::protect {
namespace {

using record::Risk;
constexpr Millis kNow = 1'795'000'000'000, kDay = 86'400'000;

Risk asked() {
  Risk risk;
  risk.sector = "energy";
  risk.category = "attacks-targeting-ai";
  risk.scenario = "poisoned forecasts";
  risk.atlas = {"AML.T0020", "AML.T0010", "AML.T0020"};
  risk.by = "A. Person";
  return risk;
}

TEST_CASE("16 sectors, three categories, 170 techniques, 25 levels") {
  CHECK(sectors().size() == 16);
  CHECK(risk_categories().size() == 3);
  CHECK(sector_name("water") == "Water and Wastewater Systems");
  CHECK(risk_category_name("failures") == "Failures in AI Design and Implementation");
  CHECK(scan::Catalog::embedded().list_count("atlas-techniques") == 170);
  CHECK(atlas_name("AML.T0020") == "Poison Training Data");
  Risk risk = asked();
  for (std::size_t l = 0; l < kRiskWords.size(); ++l) {
    std::size_t before = 0;
    for (const std::string_view impact : kRiskWords) {
      risk.likelihood = kRiskWords[l];
      risk.impact = impact;
      const auto at = std::ranges::find(kRiskWords, risk_level(risk));
      REQUIRE(at != kRiskWords.end());
      const auto rank = static_cast<std::size_t>(at - kRiskWords.begin());
      CHECK(rank >= before);  // a worse impact is never less
      CHECK(rank <=
            static_cast<std::size_t>(std::ranges::find(kRiskWords, impact) - kRiskWords.begin()));
      before = rank;
    }
  }
}

TEST_CASE("what is not known by name is refused") {
  const auto refusal = [](auto change) {
    Risk risk = asked();
    change(risk);
    const auto checked = checked_risk(risk, nullptr, kNow);
    return checked ? "" : checked.error();
  };
  CHECK(refusal([](Risk&) {}).empty());
  CHECK(refusal([](Risk& r) { r.sector = "enrgy"; }).find("energy") != std::string::npos);
  CHECK_FALSE(refusal([](Risk& r) { r.category = ""; }).empty());
  CHECK_FALSE(refusal([](Risk& r) { r.likelihood = "often"; }).empty());
  CHECK_FALSE(refusal([](Risk& r) { r.treatment = "hope"; }).empty());
  CHECK(refusal([](Risk& r) { r.atlas = {"AML.T9999"}; }).find("AML.T9999") != std::string::npos);
  CHECK(refusal([](Risk& r) { r.atlas.clear(); }).find("ATLAS") != std::string::npos);
  CHECK(refusal([](Risk& r) {
          r.atlas.clear();
          r.category = "failures";
        }).empty());
  CHECK_FALSE(refusal([](Risk& r) { r.scenario = " "; }).empty());
  CHECK_FALSE(refusal([](Risk& r) { r.by = ""; }).empty());
  CHECK_FALSE(refusal([](Risk& r) { r.state = record::RiskState::accepted; }).empty());
}

TEST_CASE("each function is answered by its own fields") {
  Risk risk = *checked_risk(asked(), nullptr, kNow);
  CHECK(risk.atlas == std::vector<std::string>{"AML.T0010", "AML.T0020"});
  CHECK(answered(risk) == std::array<bool, 4>{false, true, false, false});
  risk.owner = "B. Person";
  risk.likelihood = "high";
  risk.impact = "moderate";
  risk.treatment = "reduce";
  CHECK(answered(risk) == std::array<bool, 4>{true, true, true, false});
  risk.due = kNow + kDay;
  CHECK(answered(risk) == std::array<bool, 4>{true, true, true, true});
  CHECK_FALSE(is_risk_overdue(risk, kNow));
  CHECK(is_risk_overdue(risk, kNow + kDay));
  risk.state = record::RiskState::treated;
  CHECK_FALSE(is_risk_overdue(risk, kNow + kDay));

  risk.changed_by = "C. Person";
  const auto changed = checked_risk(risk, &risk, kNow + 1);
  REQUIRE(changed.has_value());
  CHECK(changed->id == risk.id);
  CHECK(changed->changed == kNow + 1);

  tests::SchemaCheck schema(std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/risk-1.schema.json");
  CHECK(schema.problem(report::risks_json({std::span(&risk, 1), kNow}, {})) == "");
  tests::SchemaCheck posture(std::string(BARTIZAN_SOURCE_DIR) +
                             "/docs/schemas/posture-1.schema.json");
  CHECK(posture.problem(report::posture_json({{}, kNow}, {})) == "");
  const record::PostureChange up{"posture_a", true, kNow, kNow + kDay, "strict", "r", "p"};
  CHECK(posture.problem(report::posture_json({std::span(&up, 1), kNow}, {})) == "");
  CHECK(posture.problem(report::posture_json({std::span(&up, 1), kNow + kDay}, {})) == "");
}

TEST_CASE("overdue ones stand first, then what nobody measured, then the worst") {
  std::vector<Risk> risks(4, *checked_risk(asked(), nullptr, kNow));
  risks[0].id = "low";
  risks[0].likelihood = risks[0].impact = "low";
  risks[1].id = "high";
  risks[1].likelihood = risks[1].impact = "high";
  risks[2].id = "unmeasured";
  risks[3].id = "overdue";
  risks[3].due = kNow;
  sort_risks(risks, kNow);
  CHECK(risks[0].id == "overdue");
  CHECK(risks[1].id == "unmeasured");
  CHECK(risks[2].id == "high");
  CHECK(risks[3].id == "low");
}

}  // namespace
}  // namespace bartizan::protect

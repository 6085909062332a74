// The published federal inventories: their rows, totals and gaps as OMB's own figures have them.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "use/inventory/import_test.h"
#include "use/inventory/lint.h"

namespace bartizan::test {
namespace {

std::map<std::string, int> count(const use::ImportResult& result, std::string_view field) {
  std::map<std::string, int> counts;
  for (const auto& use_case : result.use_cases) ++counts[std::string(use_case.value(field))];
  return counts;
}

TEST_CASE("the inventory of 2025: rows, stages, high-impact uses") {
  const auto result = import_bytes(inventory_file("2025_individually_reported_AI_use_cases.csv"));
  CHECK(result.import.schema == "omb-2025");
  CHECK(result.import.rows == 3611);
  CHECK(result.summary.unmapped.empty());
  CHECK(count(result, "agency").size() == 41);
  CHECK(count(result, "is_high_impact")["High-impact"] == 445);
  auto stages = count(result, "development_stage");
  CHECK(stages["Deployed"] == 1040);
  CHECK(stages["Pilot"] == 440);
  CHECK(stages["Pre-deployment"] == 1479);
  CHECK(stages["Retired"] == 314);
  // "1,818 deployed and piloted" of the publisher counts the rows without a stage.
  CHECK(stages[""] == 338);
  CHECK(stages["Deployed"] + stages["Pilot"] + stages[""] == 1818);
  CHECK(result.summary.without_id == 704);
}

TEST_CASE("the inventory of 2025: missing answers, rule by rule") {
  const auto result = import_bytes(inventory_file("2025_individually_reported_AI_use_cases.csv"));
  use::LintOptions options;
  options.today = "2026-04-14";
  const auto lint = use::lint(*use::find_schema("omb-2025"), result.use_cases, options);
  struct Expected {
    std::string_view field;
    std::uint64_t applicable, missing;
  };
  constexpr Expected kExpected[] = {
      {"id", 3611, 704},
      {"use_case_name", 3611, 1},
      {"agency_bureau", 3611, 57},
      {"contact_email", 3611, 1115},
      {"is_withheld", 3611, 1132},
      {"development_stage", 3611, 338},
      {"is_high_impact", 3611, 426},
      {"HI_justification", 110, 1},
      {"topic_area", 2959, 20},
      {"classification", 2959, 20},
      {"problem_solved", 2959, 32},
      {"benefits", 2959, 138},
      {"system_outputs", 2959, 133},
      {"operational_date", 1480, 221},
      {"contracting_usage", 1480, 36},
      {"have_ato", 1480, 203},
      {"data_description", 1480, 308},
      {"has_pii", 1480, 209},
      {"has_custom_code", 1480, 44},
      {"demographic_features", 1480, 511},
      {"vendor_name", 939, 244},
      {"system_name_ato", 681, 58},
      {"hi_testing_conducted", 227, 102},
      {"hi_potential_impacts", 227, 102},
      {"hi_independent_review", 227, 102},
      {"hi_ongoing_monitoring", 227, 102},
      {"hi_training_established", 227, 102},
      {"hi_assessment_completed", 227, 101},
      {"hi_failsafe_presence", 227, 101},
      {"hi_appeal_process", 227, 101},
      {"hi_public_consultation", 227, 101},
  };
  std::size_t seen = 0;
  for (const auto& [what, counts] : lint.required) {
    for (const Expected& expected : kExpected) {
      if (expected.field != what.second) continue;
      CAPTURE(expected.field);
      CHECK(counts.applicable == expected.applicable);
      CHECK(counts.missing == expected.missing);
      ++seen;
    }
  }
  CHECK(seen == std::size(kExpected));
  CHECK(lint.required.size() == std::size(kExpected));
  CHECK(lint.missing == 6865);
  CHECK(lint.rows_missing == 2350);
}

TEST_CASE("the inventory of 2024: rows, agencies, uses that affect rights or safety") {
  const auto result = import_bytes(inventory_file("2024_consolidated_ai_inventory_raw_v2.csv"));
  CHECK(result.import.schema == "omb-2024");
  CHECK(result.import.rows == 2133);
  for (const std::string& header : result.summary.unmapped) CHECK_MESSAGE(false, header);
  CHECK(count(result, "agency").size() == 41);
  auto impact = count(result, "impact");
  CHECK(impact["Both"] + impact["Rights-impacting"] + impact["Safety-impacting"] == 351);
  // "If Other, please explain." heads nine columns and "If No" one, beside the other topic area;
  // each is a field.
  std::size_t others = 0;
  for (const std::string& field : result.import.field_of) others += field.ends_with("_other");
  CHECK(others == 11);
}

TEST_CASE("the inventory of 2023 and the commercial products of 2025") {
  const auto old = import_bytes(inventory_file("2023_consolidated_ai_inventory_raw.csv"));
  CHECK(old.import.schema == "omb-2023");
  CHECK(old.import.rows == 710);
  CHECK(old.summary.unmapped.empty());
  const auto cots = import_bytes(inventory_file("2025_consolidated_COTS_AI_use_cases.csv"));
  CHECK(cots.import.schema == "omb-2025-cots");
  CHECK(cots.import.rows == 900);
  CHECK(cots.summary.unmapped.empty());
  CHECK(count(cots, "agency").size() == 45);
  CHECK(count(cots, "use_case_name").size() == 20);
}

}  // namespace
}  // namespace bartizan::test

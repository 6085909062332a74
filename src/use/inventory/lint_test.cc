#include "use/inventory/lint.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "use/inventory/declared.h"
#include "use/inventory/import_test.h"

namespace bartizan::test {
namespace {

constexpr std::string_view kHeader =
    "agency,id,use_case_name,agency_bureau,contact_email,is_withheld,development_stage,"
    "is_high_impact,operational_date,HI_justification,have_ato,system_name_ato\n";

use::LintResult lint(const std::string& rows, use::LintOptions options = {}) {
  if (options.today.empty()) options.today = "2026-04-14";
  const auto result = import_bytes(std::string(kHeader) + rows);
  return use::lint(*use::find_schema("omb-2025"), result.use_cases, options);
}

// "rule field row" of every finding but missing columns.
std::string found(const use::LintResult& result) {
  std::string all;
  for (const use::LintFinding& finding : result.findings) {
    if (finding.rule == "BZ-INV-010") continue;
    all += std::string(finding.rule.substr(7)) + " " + std::string(finding.field) + " " +
           std::to_string(finding.row) + ":" + std::to_string(finding.column) + "\n";
    CHECK_FALSE(finding.reason.empty());
    CHECK_FALSE(finding.remedy.empty());
    CHECK_FALSE(finding.severity.empty());
  }
  return all;
}

TEST_CASE("a whole row has nothing to fix but what has no column") {
  CHECK(found(lint("A,1,X,IT,a@b.example,No,Retired,Not High-impact,,,,\n")) == "");
}

TEST_CASE("what is missing, by stage and impact") {
  const auto result =
      lint("A,,X,IT,a@b.example,No,Deployed,Presumed high-impact but not,2024,,Yes,\n");
  CHECK(found(result) == "101 id 2:2\n102 HI_justification 2:10\n106 system_name_ato 2:12\n");
  // One for each field without a column, standing for the rows that need it.
  const auto absent = std::ranges::find(result.findings, "topic_area", &use::LintFinding::field);
  REQUIRE(absent != result.findings.end());
  CHECK(absent->rule == "BZ-INV-010");
  CHECK(absent->rows == 1);
  CHECK(result.rows_missing == 1);
}

TEST_CASE("ids, dates, addresses, contradictions") {
  CHECK(found(lint("A,1,X,IT,a@b.example,No,Pilot,Not High-impact,2030-01,,No,\n"
                   "A,1,Y,IT,ask us,No,Pilot,High-impact,soon,reason,No,Big system\n"
                   "B,1,Z,IT,n/a,No,Pilot,Not High-impact,2024,,N/A,\n"
                   "B,2,z,IT,X <x@y.example>,No,maybe,Not High-impact,2024,,No,\n")) ==
        "004 operational_date 2:9\n001 id 2:2\n"
        "005 contact_email 3:5\n008 operational_date 3:9\n003 system_name_ato 3:12\n"
        "003 HI_justification 3:10\n001 id 3:2\n"
        "009 use_case_name 4:3\n"
        "002 development_stage 5:7\n009 use_case_name 5:3\n");
}

TEST_CASE("an id that was retired") {
  const auto earlier = import_bytes(std::string(kHeader) + "A,7,Old,IT,,No,Retired,,,,,\n");
  use::LintOptions options;
  options.retired_ids = use::retired_ids(earlier.use_cases);
  CHECK(options.retired_ids.size() == 1);
  CHECK(found(lint("A,7,New,IT,a@b.example,No,Pilot,Not High-impact,2024,,No,\n"
                   "B,7,New,IT,a@b.example,No,Pilot,Not High-impact,2024,,No,\n",
                   options)) == "006 id 2:2\n");
  CHECK(found(lint("A,7,Old,IT,a@b.example,No,Retired,Not High-impact,,,,\n", options)) ==
        "007 id 2:2\n");
}

TEST_CASE("a list for the public may lack ids and addresses, and may not hold withheld rows") {
  use::LintOptions options;
  options.public_list = true;
  CHECK(found(lint("A,,X,IT,,c) Yes \xE2\x80\x93 disclosure is prohibited by law,Retired,"
                   "Not High-impact,,,,\n",
                   options)) == "011 is_withheld 2:6\n");
}

TEST_CASE("what a person declares is held to the same rules, field by field") {
  std::vector<record::Note> notes;
  const auto& schema = use::schemas().front();
  const std::vector<record::UseCase> declared{
      use::declare(schema, {{"name", "X"}, {"stage", "Pilot"}}, "system.toml", notes)};
  const auto result = use::lint(schema, declared, {"2026-04-14", {}, false});
  CHECK(std::ranges::none_of(result.findings, [](const use::LintFinding& finding) {
    return finding.rule == "BZ-INV-010";
  }));
  CHECK(result.missing == result.findings.size());
  CHECK(result.missing > 10);
}

}  // namespace
}  // namespace bartizan::test

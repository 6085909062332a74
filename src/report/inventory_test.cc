#include "report/inventory.h"

#include <doctest/doctest.h>

#include <string>

#include "support/schema_check.h"
#include "text/tree.h"
#include "use/inventory/import_test.h"

namespace bartizan::report {
namespace {

use::ImportResult sample() {
  return test::import_bytes(
      "SECTION 1,,,,,,,\n"
      "agency,id,use_case_name,development_stage,is_high_impact,operational_date,contact_email,"
      "Notes\n"
      "ABC,A-1,Mail sorter,Pilot,Not high-impact,Jan-25,a@b.example,internal\n"
      "ABC,A-1,Triage \x1b[31m\xE2\x80\xAEx,c) Deployed,High-impact,soon,,\n"
      "ABC,,\"Line\nbreak\",,,,,\n",
      "inventory.csv");
}

const use::Schema& form() { return *use::find_schema("omb-2025"); }

bool holds(const std::string& text, std::string_view part) {
  if (text.find(part) == std::string::npos) MESSAGE(text);
  return text.find(part) != std::string::npos;
}

TEST_CASE("what an import says") {
  const std::string text = inventory_imported(sample(), false, {});
  CHECK(holds(text, "3 use cases from inventory.csv\n"));
  CHECK(holds(text, "omb-2025: Federal AI use cases, 2025"));
  CHECK(holds(text, "row 2, 8 columns, 1 of them unknown to the form and kept: Notes"));
  CHECK(holds(text, "2 recoded"));
  CHECK(holds(text, "1 guessed"));
  CHECK(holds(text, "1 left as text"));
  CHECK(holds(text, "2 are deployed or in pilot; with the 1 that name no stage it would be 3"));
  CHECK(holds(text, "1 row without, 1 id in several rows (2)"));
  CHECK(holds(inventory_imported(sample(), true, {}), "imported before; nothing changed"));
}

TEST_CASE("a file that holds no table says only why") {
  const std::string text =
      inventory_imported(test::import_bytes("PK\x03\x04junk", "bad.xlsx"), false, {});
  CHECK(holds(text, "! the file is a damaged ZIP archive\n"));
  CHECK(text.find("header") == std::string::npos);
}

TEST_CASE("what lint says, by rule and worst first") {
  const auto imported = sample();
  const auto result = use::lint(form(), imported.use_cases, {"2026-04-14", {}, false});
  const std::string text = inventory_lint(result, {});
  CHECK(holds(text, "BZ-INV-001"));
  CHECK(holds(text, "row 3, column 2 (Mail sorter): \"A-1\" stands in 2 rows, also in row 4"));
  CHECK(holds(text, "BZ-INV-010"));
  CHECK(holds(text, "required answers are missing, in 3 of 3 rows (100 %)"));
  CHECK(text.find("high ") < text.find("medium "));
  CHECK(text.find("medium ") < text.find("low "));
  // Names cannot colour or turn the terminal.
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  const auto nothing = use::lint(form(), {}, {"2026-04-14", {}, false});
  CHECK(inventory_lint(nothing, {}) == "nothing to fix in 0 use cases\n");
}

TEST_CASE("a list is rows of tabs for programs and ends in totals for people") {
  const auto imported = sample();
  const std::string rows = inventory_list(imported.use_cases, {});
  CHECK(rows.starts_with("A-1\tPilot\tnot\tABC\tMail sorter\n"));
  CHECK(holds(rows, "Line\\nbreak"));
  InventoryOptions people;
  people.style.people = true;
  const std::string text = inventory_list(imported.use_cases, people);
  CHECK(text.starts_with("id             stage              high impact     agency     name\n"));
  CHECK(holds(text, "3 use cases · 1 high-impact · Deployed 1 · Pilot 1 · blank 1\n"));
}

TEST_CASE("one use case with how each value came to be, and cells that no field took") {
  const auto imported = sample();
  const std::string text = inventory_show(imported.use_cases[0], &imported.import, {});
  CHECK(holds(text, "2025-01 [guessed from \"Jan-25\"]"));
  CHECK(holds(text, "Notes"));
  CHECK(holds(text, "internal"));
}

TEST_CASE("differences, deadlines and reviews") {
  const auto before = sample();
  const auto after = test::import_bytes(
      "agency,id,use_case_name,development_stage\nABC,A-1,Mail sorter,Deployed\nABC,A-9,New "
      "one,Pilot\n");
  const auto diff = use::diff(before.use_cases, after.use_cases, form());
  const std::string text = inventory_diff(diff, "a.csv", "b.csv", {});
  CHECK(holds(text, "+ ABC  A-9  New one\n"));
  CHECK(holds(text, "development_stage: Pilot → Deployed"));
  CHECK(holds(text,
              "1 new, 2 gone, 1 found again (1 by id, 0 by name, 0 by a similar name), 1 "
              "changed\n"));
  const auto dates = use::deadlines(before.use_cases, "2026-02-01");
  CHECK(holds(inventory_deadlines(dates, {}), "2026-01-28  AI use case inventory of 2025"));
  const std::vector<use::Answer> answers{
      {"stage", "Pilot", ""}, {"basis", "no", ""}, {"presumed", "no", ""}};
  CHECK(holds(inventory_review(use::review(answers), {}), "Not High-impact\n"));
  CHECK(holds(inventory_review(use::review({}), {}), "next: At which stage is it?"));
}

TEST_CASE("machine forms fit their schemas") {
  const auto imported = sample();
  const std::string folder = std::string(BARTIZAN_SOURCE_DIR) + "/docs/schemas/";
  tests::SchemaCheck inventory(folder + "inventory-1.schema.json");
  CHECK(inventory.problem(use::export_json(&imported.import, imported.use_cases)) == "");
  CHECK(inventory.problem(use::export_json(&imported.import, imported.use_cases,
                                           {.public_version = true, .values = false})) == "");
  CHECK(inventory.problem(inventory_list_json(imported.use_cases)) == "");
  tests::SchemaCheck lint(folder + "inventory-lint-1.schema.json");
  CHECK(lint.problem(inventory_lint_json(
            use::lint(form(), imported.use_cases, {"2026-04-14", {}, false}))) == "");
  // Those without a schema are JSON at least.
  base::Budget budget{base::Limits{}};
  for (const std::string& json :
       {inventory_imported_json(imported, false),
        inventory_diff_json(use::diff(imported.use_cases, imported.use_cases, form()), "a", "b"),
        inventory_deadlines_json(use::deadlines(imported.use_cases, "2026-02-01")),
        inventory_review_json(use::review({}), {})}) {
    CHECK(text::parse_json(json, budget).has_value());
  }
}

}  // namespace
}  // namespace bartizan::report

// Workbooks as published: the consolidated inventory of 2025 says the same as workbook and as CSV,
// cell by cell, but for what the publisher's conversion did to it.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "use/inventory/import_test.h"
#include "use/inventory/words.h"

namespace bartizan::test {
namespace {

std::string raw(const record::UseCase& use_case, const record::Field& field) {
  for (const record::Cell& cell : use_case.cells) {
    if (cell.column == field.column) return cell.raw;
  }
  return {};
}

// What the publisher's conversion takes for an empty cell.
bool nothing(std::string_view text) {
  text = use::trim_blank(text);
  return text.empty() || text == "N/A" || text == "None" || text == "#NAME?" || text == "[]";
}

// The CSV has the escapes of the workbook's strings as text: _x000D_.
std::string without_escapes(std::string text) {
  for (std::size_t at = text.find("_x"); at != text.npos; at = text.find("_x", at + 1)) {
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    text.replace(at, 7, 1, static_cast<char>(std::stoi(text.substr(at + 2, 4), nullptr, 16)));
  }
  return text;
}

std::string key(const record::UseCase& use_case) {
  std::string key;
  for (const auto field : {"agency", "id", "use_case_name", "agency_bureau", "problem_solved",
                           "benefits", "system_outputs", "data_description"}) {
    const std::string value = without_escapes(std::string(use_case.value(field)));
    key += (nothing(value) ? "" : use::squeeze(value)) + "|";
  }
  return key;
}

TEST_CASE("the inventory of 2025 as workbook is that of the CSV, cell by cell") {
  const auto csv = import_bytes(inventory_file("2025_individually_reported_AI_use_cases.csv"));
  const auto book =
      import_bytes(inventory_file("2025_individually_reported_AI_use_cases.xlsx"), "a.xlsx");
  CHECK(book.import.notes.empty());
  CHECK(book.import.schema == "omb-2025");
  CHECK(book.import.sheet == "Consolidated Inventory");
  CHECK(book.import.header_row == 2);
  CHECK(book.summary.unmapped.empty());
  REQUIRE(book.use_cases.size() == 3611);

  std::multimap<std::string, const record::UseCase*> of_csv;
  for (const auto& use_case : csv.use_cases) of_csv.emplace(key(use_case), &use_case);
  std::map<std::string, int> classes;
  for (const auto& use_case : book.use_cases) {
    const auto at = of_csv.find(key(use_case));
    REQUIRE_MESSAGE(at != of_csv.end(), key(use_case));
    const record::UseCase& other = *at->second;
    of_csv.erase(at);
    for (const auto& field : use_case.fields) {
      const record::Field& same = *other.field(field.id);
      const std::string here = raw(use_case, field), there = raw(other, same);
      const char* what = here == there                     ? "equal"
                         : field.value == same.value       ? "recoded by the publisher"
                         : nothing(here) && nothing(there) ? "emptied by the publisher"
                         : here == without_escapes(there)  ? "escape kept by the publisher"
                                                           : "other";
      ++classes[what];
      if (what == std::string("other")) {
        MESSAGE("row " << use_case.row << " " << field.id << ": " << here << " | " << there);
      }
    }
  }
  CHECK(of_csv.empty());
  for (const auto& [what, count] : classes) MESSAGE(what << ": " << count);
  // A free text that the publisher wrapped into a list of one item, and the host of one address.
  CHECK(classes["other"] <= 2);
  CHECK(classes["equal"] > 100'000);
}

}  // namespace
}  // namespace bartizan::test

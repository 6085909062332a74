// Files as agencies publish them: every one is imported, and every cell of it is kept.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "text/csv.h"
#include "text/decode.h"
#include "use/inventory/import_test.h"
#include "use/inventory/words.h"

namespace bartizan::test {
namespace {

struct Submission {
  const char* file;
  const char* schema;
  std::uint64_t rows;
  std::uint64_t header_row;
  const char* sheet;
};
constexpr Submission kSubmissions[] = {
    {"commodity-futures-trading-commission/CFTC2026-AIusecaseinventory.csv", "omb-2025", 3, 1, ""},
    {"department-of-education/ai-inventory-2025-113183.xlsx", "omb-2025", 77, 2, "All Use Cases"},
    {"department-of-health-and-human-services/hhs-ai-use-case-inventory-fy25.csv", "omb-2025", 447,
     1, ""},
    {"department-of-homeland-security/2025_0128_ocio-dhs-ai-use-case-inventory.xlsx", "omb-2025",
     239, 2, "All Use Cases"},
    {"department-of-state/Tab-1-2025-AI-Use-Case-Inventory-Reporting-DOS.csv", "omb-2025", 60, 2,
     ""},
    {"department-of-the-treasury/Treasury-AI-Use-Case-Inventory.csv", "omb-2025", 129, 2, ""},
    {"department-of-transportation/rows.csv", "omb-2025", 70, 1, ""},
    {"department-of-veterans-affairs/VA-AI-Use-Case-Inventory-2025-Web.xlsx", "omb-2025", 367, 2,
     "All Use Cases"},
    {"federal-trade-commission/2025_Agency_AI_Use_Case_FTC_public_release_csv.csv", "omb-2025", 16,
     1, ""},
    {"pension-benefit-guaranty-corporation/pbgc_extracted.csv", "omb-2025", 17, 1, ""},
};

TEST_CASE("every file of an agency is imported under the form that it fits") {
  for (const Submission& want : kSubmissions) {
    CAPTURE(want.file);
    const auto result =
        import_bytes(inventory_file(std::string("raw-agency/") + want.file), want.file);
    CHECK(result.import.schema == want.schema);
    CHECK(result.import.rows == want.rows);
    CHECK(result.import.header_row == want.header_row);
    CHECK(result.import.sheet == want.sheet);
    CHECK(result.summary.score > 0.7);
    for (const auto& note : result.import.notes) CHECK(note.level != record::NoteLevel::error);
  }
}

// Cells that are not empty, by a count of its own over the text.
std::uint64_t csv_cells(const std::string& bytes) {
  std::uint64_t cells = 0;
  text::read_csv(text::decode(bytes).text, ',', [&](const text::CsvRecord& record) {
    bool blank = true;
    for (const std::string& cell : record.cells) blank = blank && use::trim_blank(cell).empty();
    for (const std::string& cell : record.cells) cells += !blank && !cell.empty();
    return true;
  });
  return cells;
}

std::uint64_t filled(const std::vector<std::string>& cells) {
  std::uint64_t count = 0;
  for (const std::string& cell : cells) count += !cell.empty();
  return count;
}

std::uint64_t imported_cells(const use::ImportResult& result) {
  std::uint64_t cells = filled(result.import.headers);
  for (const auto& record : result.import.preamble) cells += filled(record);
  for (const auto& use_case : result.use_cases) cells += use_case.cells.size();
  return cells;
}

TEST_CASE("no cell of a CSV is lost") {
  std::vector<std::string> files{
      "2023_consolidated_ai_inventory_raw.csv", "2024_consolidated_ai_inventory_raw_v2.csv",
      "2025_individually_reported_AI_use_cases.csv", "2025_consolidated_COTS_AI_use_cases.csv"};
  for (const Submission& one : kSubmissions) {
    const std::string name = std::string("raw-agency/") + one.file;
    if (name.ends_with(".csv")) files.push_back(name);
  }
  for (const std::string& file : files) {
    CAPTURE(file);
    const std::string bytes = inventory_file(file);
    const std::uint64_t expected = csv_cells(bytes);
    CHECK(imported_cells(import_bytes(bytes, file)) == expected);
  }
}

// Counted by openpyxl 3.1: cells on the sheet that is imported; 390 hold an empty string.
TEST_CASE("no cell of a workbook is lost") {
  struct Book {
    const char* file;
    std::uint64_t cells;
  };
  for (const Book& book :
       {Book{"raw-agency/department-of-education/ai-inventory-2025-113183.xlsx", 1821},
        Book{"raw-agency/department-of-homeland-security/"
             "2025_0128_ocio-dhs-ai-use-case-inventory.xlsx",
             4346 - 390},
        Book{"raw-agency/department-of-veterans-affairs/VA-AI-Use-Case-Inventory-2025-Web.xlsx",
             3652},
        Book{"2025_individually_reported_AI_use_cases.xlsx", 59512 + 36}}) {
    CAPTURE(book.file);
    CHECK(imported_cells(import_bytes(inventory_file(book.file), book.file)) == book.cells);
  }
}

}  // namespace
}  // namespace bartizan::test

// Inventories as agencies publish them: every record is found, whatever its encoding.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "base/escape.h"
#include "support/recipes.h"
#include "text/csv.h"
#include "text/decode.h"

namespace bartizan::text {
namespace {

namespace fs = std::filesystem;

fs::path inventory() { return fs::path(std::getenv("BARTIZAN_TEST_DATA")) / "inventory"; }

struct Shape {
  const char* file;
  std::uint64_t records;  // behind the header
  std::size_t columns;
  Encoding encoding;
};

TEST_CASE("consolidated inventories have the published numbers of records and columns") {
  for (const Shape& want : {
           Shape{"2023_consolidated_ai_inventory_raw.csv", 710, 10, Encoding::utf8},
           Shape{"2024_consolidated_ai_inventory_raw_v2.csv", 2133, 62, Encoding::windows1252},
           Shape{"2025_individually_reported_AI_use_cases.csv", 3611, 36, Encoding::utf8_bom},
           Shape{"2025_consolidated_COTS_AI_use_cases.csv", 900, 5, Encoding::utf8_bom},
       }) {
    CAPTURE(want.file);
    const Decoded decoded = decode(test::slurp(inventory() / want.file));
    CHECK(decoded.encoding == want.encoding);
    CHECK(decoded.lossy == 0);
    CHECK(guess_delimiter(decoded.text) == ',');
    std::uint64_t ragged = 0;
    const CsvEnd end = read_csv(decoded.text, ',', [&](const CsvRecord& record) {
      if (record.cells.size() != want.columns) ++ragged;
      return true;
    });
    CHECK(end.records == want.records + 1);
    CHECK(ragged == 0);
    CHECK(end.unclosed == 0);
  }
}

// All records (banner, header and blank ones too) and columns.
const std::map<std::string, std::pair<std::uint64_t, std::size_t>> kRecords{
    {"2025_Agency_AI_Use_Case_FTC_public_release_csv.csv", {18, 44}},
    {"CFTC2026-AIusecaseinventory.csv", {4, 5}},
    {"Tab-1-2025-AI-Use-Case-Inventory-Reporting-DOS.csv", {62, 33}},
    {"Treasury-AI-Use-Case-Inventory.csv", {131, 34}},
    {"hhs-ai-use-case-inventory-fy25.csv", {448, 33}},
    {"pbgc_extracted.csv", {18, 12}},
    {"rows.csv", {71, 35}},
};

TEST_CASE("an agency's own files are read to their end") {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(inventory() / "raw-agency")) {
    if (entry.path().extension() != ".csv") continue;
    CAPTURE(entry.path().filename().string());
    ++files;
    const Decoded decoded = decode(test::slurp(entry.path()));
    CHECK(decoded.lossy == 0);
    CHECK(base::is_utf8(decoded.text));
    std::size_t most = 0;
    const CsvEnd end =
        read_csv(decoded.text, guess_delimiter(decoded.text), [&](const CsvRecord& record) {
          most = std::max(most, record.cells.size());
          return true;
        });
    CHECK(end.unclosed == 0);
    const auto wanted = kRecords.find(entry.path().filename().string());
    REQUIRE(wanted != kRecords.end());
    CHECK(end.records == wanted->second.first);
    CHECK(most == wanted->second.second);
  }
  CHECK(files == 7);
}

}  // namespace
}  // namespace bartizan::text

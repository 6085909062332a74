// The parser "table" on small files as recipes (samples/): rows beside each as X.txt. What is cut,
// damaged or refused is a note with its place, and the rest is read.
#include "use/parse/inventory/table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/escape.h"
#include "mkbytes/recipe.h"
#include "support/recipes.h"
#include "use/inventory/import_test.h"
#include "use/parse/inventory/styles.h"

namespace bartizan::test {
namespace {

namespace fs = std::filesystem;

std::string shown(const std::vector<record::Row>& rows) {
  constexpr std::size_t kMost = 60, kRows = 40;
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == kRows) return out + "... " + std::to_string(rows.size()) + " rows\n";
    out += rows[i].kind;
    for (const std::string& field : rows[i].fields) {
      const std::string text = base::escape_name(field);
      out += " | " + (text.size() <= kMost || rows[i].kind == "note"
                          ? text
                          : text.substr(0, 20) + "... " + std::to_string(text.size()));
    }
    out += '\n';
  }
  return out;
}

TEST_CASE("samples") {
  // BARTIZAN_UPDATE=1 writes what is read now; read the difference.
  const bool update = std::getenv("BARTIZAN_UPDATE") != nullptr;
  const fs::path folder = fs::path(BARTIZAN_SOURCE_DIR) / "src/use/parse/inventory/samples";
  std::vector<fs::path> recipes;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".recipe") recipes.push_back(entry.path());
  }
  std::ranges::sort(recipes);
  CHECK(recipes.size() >= 15);
  for (const fs::path& recipe : recipes) {
    CAPTURE(recipe.filename().string());
    const std::string bytes = mkbytes::make(slurp(recipe)).bytes;
    const std::string rows = shown(table_rows(bytes));
    const fs::path expected = fs::path(recipe).replace_extension(".txt");
    if (update) std::ofstream(expected, std::ios::binary) << rows;
    CHECK(rows == slurp(expected));
  }
}

TEST_CASE("a long cell is cut between characters, a wide record comes in parts") {
  std::string csv = "a,b\n";
  for (std::size_t i = 0; i < use::kMostCell / 2 + 10; ++i) csv += "\xC3\xA9";
  csv += ",x\n";
  auto rows = table_rows(csv);
  const auto table = use::read_table(rows);
  REQUIRE(table.sheets.size() == 1);
  const auto& record = table.sheets[0].records.at(1);
  CHECK(record.cells.at(0).size() == use::kMostCell);
  CHECK(base::is_utf8(record.cells[0]));
  CHECK(record.cells.at(1) == "x");
  CHECK(std::ranges::any_of(table.notes, [](const record::Note& note) {
    return note.code == "limit:cell" && note.line == 2 && note.column == 1;
  }));

  std::string wide;
  for (int i = 0; i < 10'000; ++i) wide += (i == 0 ? "" : ",") + std::to_string(i);
  const auto parts = table_rows(wide);
  CHECK(std::ranges::count(parts, std::string("record"), &record::Row::kind) == 3);
  const auto whole = use::read_table(parts);
  REQUIRE(whole.sheets.at(0).records.size() == 1);
  CHECK(whole.sheets[0].records[0].cells.size() == 10'000);
  CHECK(whole.sheets[0].records[0].cells[9'999] == "9999");
}

TEST_CASE("small limits end with a note, never with a crash") {
  for (const auto& entry :
       fs::directory_iterator(fs::path(BARTIZAN_SOURCE_DIR) / "src/use/parse/inventory/samples")) {
    if (entry.path().extension() != ".recipe") continue;
    const std::string bytes = mkbytes::make(slurp(entry.path())).bytes;
    CAPTURE(entry.path().filename().string());
    for (const std::uint64_t most : {0ULL, 10ULL, 1'000ULL, 5'000ULL}) {
      base::Limits limits;
      limits.memory = most;
      CHECK_FALSE(table_rows(bytes, limits).empty());
      limits = {};
      limits.steps = most;
      CHECK_FALSE(table_rows(bytes, limits).empty());
      limits = {};
      limits.decoded = most;
      CHECK_FALSE(table_rows(bytes, limits).empty());
    }
  }
}

TEST_CASE("formats that make a number a date") {
  using use::NumberKind;
  for (const char* code : {"yyyy-mm-dd", "m/d/yy h:mm", "[$-409]mmm-yy;@", "d\\.m\\.yyyy", "mmmm",
                           "[Red]dd/mm/yyyy"}) {
    CAPTURE(code);
    CHECK(use::kind_of_format(code) == NumberKind::date);
  }
  for (const char* code : {"h:mm:ss", "hh:mm AM/PM", "mm:ss.0"}) {
    CAPTURE(code);
    CHECK(use::kind_of_format(code) != NumberKind::number);
  }
  for (const char* code : {"General", "0.00", "#,##0", "[h]:mm", "0.00E+00", "\"day\" 0", "@",
                           "\\d0", "[Red]0.0", "\"unclosed", "["}) {
    CAPTURE(code);
    CHECK(use::kind_of_format(code) == NumberKind::number);
  }
}

}  // namespace
}  // namespace bartizan::test

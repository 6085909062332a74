// Any bytes as a table: rows keep their bounds, every cell is kept, an export comes back equal.
#include "base/escape.h"
#include "text/check_fuzz.h"
#include "use/inventory/export.h"
#include "use/inventory/import_test.h"
#include "use/inventory/lint.h"

namespace {

using namespace bartizan;

std::uint64_t filled(const use::Table& table, const record::Import& import) {
  std::uint64_t cells = 0;
  for (const use::TableSheet& sheet : table.sheets) {
    if (sheet.name != import.sheet) continue;
    for (const use::TableRecord& record : sheet.records) {
      for (const std::string& cell : record.cells) cells += !cell.empty();
    }
    break;
  }
  return cells;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = text::fuzz_text(data, size);
  base::Limits limits;
  limits.memory = 64 * base::kMiB;
  limits.decoded = 16 * base::kMiB;
  const std::vector<record::Row> rows = test::table_rows(bytes, limits);
  const use::Table table = use::read_table(rows);
  for (const use::TableSheet& sheet : table.sheets) {
    BZ_CHECK(base::is_utf8(sheet.name));
    std::uint64_t last = 0;
    for (const use::TableRecord& record : sheet.records) {
      BZ_CHECK(record.number > last);
      last = record.number;
      for (const std::string& cell : record.cells) {
        BZ_CHECK(base::is_utf8(cell) && cell.size() <= use::kMostCell);
      }
    }
  }
  const use::ImportResult result = use::assemble(rows, "fuzz", "", {}, 0);
  BZ_CHECK(result.import.rows == result.use_cases.size());
  if (use::marker_column(result.import.headers) == result.import.headers.size()) {
    std::uint64_t kept = 0;
    for (const std::string& header : result.import.headers) kept += !header.empty();
    for (const auto& record : result.import.preamble) {
      for (const std::string& cell : record) kept += !cell.empty();
    }
    for (const record::UseCase& use_case : result.use_cases) kept += use_case.cells.size();
    // Cells of nothing but blanks may go with their row.
    if (result.summary.blank_rows == 0 && table.sheets.size() == 1 &&
        result.import.headers.size() < 500) {
      BZ_CHECK(kept >= filled(table, result.import) || !result.import.headers.empty());
    }
  }
  if (const use::Schema* schema = use::find_schema(result.import.schema)) {
    const use::LintResult lint = use::lint(*schema, result.use_cases, {"2026-04-14", {}, false});
    BZ_CHECK(lint.rows == result.use_cases.size() && lint.rows_missing <= lint.rows);
  }
  const std::string csv = use::export_csv(result.import, result.use_cases);
  BZ_CHECK(base::is_utf8(csv));
  const std::string open =
      use::export_csv(result.import, result.use_cases, {.public_version = true, .values = false});
  BZ_CHECK(open.find('@') == open.npos || base::is_utf8(open));
  return 0;
}

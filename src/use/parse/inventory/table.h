// Table: the parser "table": a CSV file or an XLSX workbook as sheets, records and cells.
//
// Rows (record/foreign.h), in this order:
//   table   format ("csv", "xlsx"), encoding (of a CSV)
//   sheet   index, name, "visible" or "hidden", dimensions as the workbook says them
//   record  index of its sheet, number (1-based), line (of its start; 0 in a workbook), index of
//   the
//           first of these cells, cells ...: a wide or long record goes on in further rows of the
//           same number
//   note    what was cut, guessed or could not be read, with record and column
// What it is not: a judge of headers or values (use/inventory/). A cell that is longer than
// kMostCell is cut, and a note says so. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "record/foreign.h"

namespace bartizan::use {

inline constexpr std::size_t kMostCell = 256 * 1024;      // eight times what a spreadsheet holds
inline constexpr std::uint64_t kMostRecords = 1'048'576;  // rows of a worksheet, ECMA-376
inline constexpr std::uint64_t kMostTableCells = 4'000'000;
// Text of all cells: a workbook may name one long string in a million cells.
inline constexpr std::uint64_t kMostTableBytes = 256 * base::kMiB;
inline constexpr std::size_t kMostTableNotes = 1000;

void parse_table(record::Foreign& file);

}  // namespace bartizan::use

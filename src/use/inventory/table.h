// Table: the rows of the parser "table" (use/parse/inventory/table.h) put together again.
//
// What it is: sheets with their records and cells, as the worker said them. What it is not:
// believed: counts and places are bounded by what rows there are. Plain structs that own their
// text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/foreign.h"

namespace bartizan::use {

struct TableRecord {
  std::uint64_t number = 0;  // 1-based, counts blank records too
  std::uint64_t line = 0;    // of its start; 0 in a workbook
  std::vector<std::string> cells;
};

struct TableSheet {
  std::string name;  // empty for CSV
  bool visible = true;
  std::string dimensions;  // as the workbook says them
  std::vector<TableRecord> records;
};

struct Table {
  std::string format;    // "csv" or "xlsx"
  std::string encoding;  // of a CSV
  std::vector<TableSheet> sheets;
  std::vector<record::Note> notes;
};

// Rows of other kinds are passed over.
Table read_table(std::vector<record::Row> rows);

}  // namespace bartizan::use

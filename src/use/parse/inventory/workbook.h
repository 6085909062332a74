// Workbook: the sheets of an XLSX file (ECMA-376, Office Open XML) as records and cells.
//
// What it is: a bounded reader of the parts that hold values: the workbook, its relationships,
// shared strings, styles as far as they make a number a date, and the sheets; on the scan core's
// ZIP reader and pugixml. What it is not: a calculator; formulas count as their stored value.
// Macros, links and drawings are not read. A damaged part is a note, the rest is still read. Pure.
#pragma once

#include "record/foreign.h"
#include "use/parse/inventory/writer.h"

namespace bartizan::use {

void parse_workbook(record::Foreign& file, TableWriter& out);

}  // namespace bartizan::use

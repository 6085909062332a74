// The parser "bom": a document as rows, for run/foreign.h.
//
// Options: "" reads and checks, "validate" only checks, "read" only reads. Rows: what put_bom
// writes, "problem" (level, rule, line, pointer, text) and notes.
#pragma once

#include "record/foreign.h"

namespace bartizan::assure::bom {

void parse(record::Foreign& file);

}  // namespace bartizan::assure::bom

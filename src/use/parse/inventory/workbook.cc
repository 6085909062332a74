#include "use/parse/inventory/workbook.h"

namespace bartizan::use {

void parse_workbook(record::Foreign&, TableWriter& out) {
  out.note(record::NoteLevel::error, "unsupported", 0, 0, "workbooks are not read yet");
}

}  // namespace bartizan::use

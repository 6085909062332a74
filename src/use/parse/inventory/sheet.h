// Sheet: one worksheet's XML as records, with what the workbook's other parts say about its cells.
//
// What it is: rows and cells in document order, each value as text. What it is not: the finder of
// parts (workbook.h). Pure; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "use/parse/inventory/styles.h"
#include "use/parse/inventory/writer.h"

namespace pugi {
class xml_document;
class xml_node;
}  // namespace pugi

namespace bartizan::use {

// What all sheets of a workbook share.
struct WorkbookContext {
  std::vector<std::string> shared;       // strings by index
  std::vector<NumberKind> cell_formats;  // by the index that cells give as `s`
  bool from_1904 = false;
};

// The text of <si> or <is>: its runs joined, without phonetic hints, escapes undone.
std::string rich_text(const pugi::xml_node& item);
// As UTF-8: parts may be in no encoding, and numeric references can make bytes that are none.
std::string valid(std::string text);
// Names without their prefix: "x:row" -> "row".
std::string_view local_name(std::string_view name);
// "AB12" -> column 27 (0-based) and row 12; false where that is no reference to a cell.
bool read_reference(std::string_view text, std::uint32_t& column, std::uint64_t& row);

// `what` names the sheet in notes. False when a limit ended the table.
bool write_sheet(const pugi::xml_document& document, const WorkbookContext& context,
                 std::string_view what, TableWriter& out);

}  // namespace bartizan::use

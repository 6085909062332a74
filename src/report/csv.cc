#include "report/csv.h"

#include "base/escape.h"

namespace bartizan::report {
namespace {

std::string cell_of(std::string_view text) {
  std::string cell = base::encode_text(text);
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != cell.npos) {
    cell.insert(0, "'");
  }
  if (cell.find_first_of(",\"\r\n") == cell.npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

void csv_row(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + cell_of(cells[i]);
  out += "\r\n";
}

}  // namespace bartizan::report

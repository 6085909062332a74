#include "use/inventory/export.h"

#include <algorithm>

namespace bartizan::use {
namespace {

constexpr char kMark = '\'';

}  // namespace

std::string neutralise_cell(std::string_view cell) {
  // OWASP, CSV Injection: = + - @ tab and carriage return begin a formula in common spreadsheets.
  constexpr std::string_view kTriggers = "=+-@\t\r";
  std::string out;
  if (!cell.empty() && (kTriggers.find(cell[0]) != kTriggers.npos || cell[0] == kMark)) out = kMark;
  out += cell;
  return out;
}

std::string restore_cell(std::string_view cell) {
  if (!cell.empty() && cell[0] == kMark) cell.remove_prefix(1);
  return std::string(cell);
}

std::size_t marker_column(std::span<const std::string> headers) {
  return static_cast<std::size_t>(std::find(headers.begin(), headers.end(), kMarkerHeader) -
                                  headers.begin());
}

}  // namespace bartizan::use

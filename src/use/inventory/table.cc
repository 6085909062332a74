#include "use/inventory/table.h"

#include <charconv>
#include <optional>
#include <utility>

#include "use/parse/inventory/table.h"

namespace bartizan::use {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return value;
}

// Columns of a worksheet (ECMA-376, XFD): no record can be wider.
constexpr std::size_t kMostColumns = 16'384;
constexpr std::size_t kRecordHead = 4;  // sheet, number, line, first column

// `room`: how many more cells all records may have.
void add_record(Table& table, record::Row& row, std::uint64_t& room) {
  const auto sheet = number(row.field(0)), at = number(row.field(1)), line = number(row.field(2)),
             first = number(row.field(3));
  if (!sheet || !at || !line || !first || row.fields.size() < kRecordHead) return;
  if (*sheet >= table.sheets.size() || *first > kMostColumns) return;
  // A worker that lies could make empty cells without end by their places alone.
  const std::uint64_t wanted = *first + row.fields.size() - kRecordHead + 1;
  if (wanted > room) return;
  room -= wanted;
  auto& records = table.sheets[static_cast<std::size_t>(*sheet)].records;
  if (records.empty() || records.back().number != *at) {
    records.push_back({*at, *line, {}});
  }
  auto& cells = records.back().cells;
  std::size_t column = static_cast<std::size_t>(*first);
  if (column > cells.size()) cells.resize(column);
  for (std::size_t i = kRecordHead; i < row.fields.size() && column < kMostColumns; ++i, ++column) {
    if (column == cells.size()) {
      cells.push_back(std::move(row.fields[i]));
    } else {
      cells[column] = std::move(row.fields[i]);
    }
  }
}

}  // namespace

Table read_table(std::vector<record::Row> rows) {
  Table table;
  std::uint64_t room = 2 * kMostTableCells;
  for (record::Row& row : rows) {
    if (row.kind == "record") {
      add_record(table, row, room);
    } else if (row.kind == "sheet") {
      // Its index is its place among the sheets; anything else is not believed.
      if (number(row.field(0)) != table.sheets.size()) continue;
      table.sheets.push_back(
          {std::string(row.field(1)), row.field(2) == "visible", std::string(row.field(3)), {}});
    } else if (row.kind == "table") {
      table.format = row.field(0);
      table.encoding = row.field(1);
    } else if (record::Note note; record::read_note(row, note)) {
      table.notes.push_back(std::move(note));
    }
  }
  return table;
}

}  // namespace bartizan::use

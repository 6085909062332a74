#include "use/parse/inventory/writer.h"

namespace bartizan::use {
namespace {

using record::NoteLevel;

// Half of what a row may hold: the frame around it and one more cell fit as well.
constexpr std::size_t kPiece = record::kMostRow / 2;
constexpr std::size_t kHead = 4;

}  // namespace

void TableWriter::table(std::string_view format, std::string_view encoding) {
  file_.rows.row("table", {format, encoding});
}

void TableWriter::sheet(std::string_view name, bool visible, std::string_view dimensions) {
  file_.rows.row("sheet",
                 {std::to_string(sheets_), name, visible ? "visible" : "hidden", dimensions});
  ++sheets_;
  records_ = 0;
}

std::string_view TableWriter::bounded(std::string_view cell, std::uint64_t number,
                                      std::size_t column) {
  if (cell.size() <= kMostCell) return cell;
  std::size_t end = kMostCell;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0) == 0x80) --end;
  note(NoteLevel::error, "limit:cell", number, static_cast<std::uint32_t>(column + 1),
       "the cell has " + std::to_string(cell.size()) + " bytes and is cut after " +
           std::to_string(end));
  return cell.substr(0, end);
}

bool TableWriter::send(std::vector<std::string_view>& fields) {
  return file_.rows.row("record", std::span<const std::string_view>(fields));
}

bool TableWriter::record(std::uint64_t number, std::uint64_t line,
                         std::span<const std::string> cells) {
  if (++records_ > kMostRecords) {
    note(NoteLevel::error, "limit:rows", number, 0, "further records are not read");
    return false;
  }
  cells_ += cells.size();
  if (cells_ > kMostTableCells || !file_.budget.charge_steps(cells.size() + 1)) {
    note(NoteLevel::error, "limit:cells", number, 0, "further records are not read");
    return false;
  }
  for (const std::string& cell : cells) bytes_ += cell.size();
  if (bytes_ > kMostTableBytes) {
    note(NoteLevel::error, "limit:bytes", number, 0,
         "cells hold more text than may be read; further records are not read");
    return false;
  }
  const std::string sheet = std::to_string(sheets_ - 1), where = std::to_string(number),
                    at = std::to_string(line);
  std::size_t next = 0;
  do {
    const std::string first = std::to_string(next);
    std::vector<std::string_view> fields{sheet, where, at, first};
    std::size_t bytes = 0;
    while (next < cells.size() && fields.size() < record::kMostFields && bytes < kPiece) {
      const std::string_view cell = bounded(cells[next], number, next);
      if (bytes > 0 && bytes + cell.size() > kPiece) break;
      fields.push_back(cell);
      bytes += cell.size() + kHead;
      ++next;
    }
    if (!send(fields)) {
      note(NoteLevel::error, "limit:row", number, 0, "a part of the record could not be kept");
      return false;
    }
  } while (next < cells.size());
  return true;
}

void TableWriter::note(NoteLevel level, std::string_view code, std::uint64_t line,
                       std::uint32_t column, std::string message) {
  if (++notes_ > kMostTableNotes + 1) return;
  if (notes_ > kMostTableNotes) {
    record::put_note(file_.rows,
                     {NoteLevel::warning, "limit:notes", 0, 0, "further notes are left out"});
    return;
  }
  record::put_note(file_.rows, {level, std::string(code), line, column, std::move(message)});
}

}  // namespace bartizan::use

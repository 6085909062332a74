#include "record/foreign.h"

#include <charconv>

namespace bartizan::record {
namespace {

constexpr std::string_view kLevels[] = {"info", "warning", "error"};

template <typename Number>
bool read_number(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  return error == std::errc() && end == text.end();
}

}  // namespace

void put_note(RowSink& rows, const Note& note) {
  rows.row(kNoteRow, {kLevels[static_cast<std::size_t>(note.level)], note.code,
                      std::to_string(note.line), std::to_string(note.column), note.message});
}

bool read_note(const Row& row, Note& note) {
  if (row.kind != kNoteRow || row.fields.size() != 5) return false;
  for (std::size_t i = 0; i < std::size(kLevels); ++i) {
    if (row.fields[0] != kLevels[i]) continue;
    note.level = static_cast<NoteLevel>(i);
    note.code = row.fields[1];
    note.message = row.fields[4];
    return read_number(row.fields[2], note.line) && read_number(row.fields[3], note.column);
  }
  return false;
}

}  // namespace bartizan::record

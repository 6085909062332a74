// Foreign: how a room reads bytes that others wrote: a parser from bytes to rows.
//
// What it is: the contract between a room's parsers (archive `<room>_parse`) and the driver
// (run/foreign.h), which runs each in a sandboxed worker and believes none of its rows. Up to a few
// hundred files go through one worker. What it is not: a verdict; those come from the scan core.
// A parser may use the standard library (the worker's memory is limited by the kernel) and nothing
// of the system: no file, clock, environment, thread. It never fails: what it cannot read is a note.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "base/source.h"

namespace bartizan::record {

// Where a parser's rows go. Views live only during the call. A row of more than kMostRow bytes is
// refused (false) and nothing of it is kept: the parser cuts, and says so in a note.
class RowSink {
 public:
  virtual bool row(std::string_view kind, std::span<const std::string_view> fields) = 0;

  bool row(std::string_view kind, std::initializer_list<std::string_view> fields) {
    return row(kind, std::span(fields.begin(), fields.size()));
  }

 protected:
  ~RowSink() = default;
};
inline constexpr std::size_t kMostRow = 900 * 1024;
inline constexpr std::size_t kMostFields = 4096;

// One file, or as much of its front as the driver read.
struct Foreign {
  std::string_view name;  // path relative to the root, "/" between parts; raw bytes
  base::Source& bytes;
  std::uint64_t whole_size = 0;  // of the file; more than bytes.size() when only the front is here
  std::string_view options;      // what the caller asks of the parser; its own format
  base::Budget& budget;          // of this file
  RowSink& rows;
};

struct ForeignParser {
  std::string_view id;  // "discover", "table", "bom" ...
  void (*parse)(Foreign& file);
};

// A row as the driver hands it on, decoded and bounded, not yet believed.
struct Row {
  std::string kind;
  std::vector<std::string> fields;

  // The field at `index`, empty when there are fewer.
  std::string_view field(std::size_t index) const {
    return index < fields.size() ? std::string_view(fields[index]) : std::string_view();
  }
};

// What could not be read, guessed or dropped, with its place: row kind "note".
enum class NoteLevel : std::uint8_t { info, warning, error };
struct Note {
  NoteLevel level = NoteLevel::warning;
  std::string code;          // "encoding", "malformed", "limit:rows" ... stable
  std::uint64_t line = 0;    // 1-based line or row of the input; 0: all of it
  std::uint32_t column = 0;  // 1-based column of the input; 0: all of it
  std::string message;       // a sentence for people, without the place

  friend bool operator==(const Note&, const Note&) = default;
};
inline constexpr std::string_view kNoteRow = "note";
void put_note(RowSink& rows, const Note& note);
// False when the row cannot have been written by put_note.
bool read_note(const Row& row, Note& note);

}  // namespace bartizan::record

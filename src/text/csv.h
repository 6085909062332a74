// CSV: records of cells with their places, as spreadsheets and agencies write it.
//
// RFC 4180 with what real files do beside it: CRLF, LF or CR between records, line breaks inside
// quotes, quotes inside unquoted cells and text behind a closing quote taken literally (as Python's
// csv does), ragged records, a last record without line end, delimiter by argument. A blank line is
// a record of one empty cell. What it is not: a decoder of bytes (text/decode.h) or a judge of
// headers. Cells own their text. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::text {

struct CsvRecord {
  std::uint64_t number = 0;  // 1-based, counts every record, blank ones too
  std::uint64_t line = 0;    // 1-based line of its start
  std::vector<std::string> cells;
};

// Calls `each` for every record in order until it returns false. `unclosed` is the line of a quote
// that no quote ends, 0 where all end; its cell holds the rest of the text. `dropped` counts the
// cells past kMostCells of their record, which are not kept.
struct CsvEnd {
  std::uint64_t records = 0;
  std::uint64_t unclosed = 0;
  std::uint64_t dropped = 0;
};
// Spreadsheets end at column XFD (Microsoft, "Excel specifications and limits").
inline constexpr std::size_t kMostCells = 16'384;
CsvEnd read_csv(std::string_view text, char delimiter,
                const std::function<bool(const CsvRecord&)>& each);

// ',' ';' or '\t', by what splits the first lines most evenly.
char guess_delimiter(std::string_view text);

// One cell as CSV: quoted only where it has to be.
void append_csv(std::string& out, std::string_view cell, char delimiter = ',');

}  // namespace bartizan::text

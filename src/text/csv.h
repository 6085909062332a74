// CSV: records of cells with their places, as spreadsheets and agencies write it.
//
// RFC 4180 with what real files do beside it: CRLF, LF or CR between records, line breaks inside
// quotes, quotes inside unquoted cells taken literally, ragged records, a last record without line
// end, delimiter by argument. What it is not: a decoder of bytes (text/decode.h) or a judge of
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
// that no quote ends, 0 where all end.
struct CsvEnd {
  std::uint64_t records = 0;
  std::uint64_t unclosed = 0;
};
CsvEnd read_csv(std::string_view text, char delimiter,
                const std::function<bool(const CsvRecord&)>& each);

// ',' ';' or '\t', by what splits the first lines most evenly.
char guess_delimiter(std::string_view text);

// One cell as CSV: quoted only where it has to be.
void append_csv(std::string& out, std::string_view cell, char delimiter = ',');

}  // namespace bartizan::text

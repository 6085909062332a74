// Any text: records are numbered and placed in order, and come back when they are written again.
#include "text/check_fuzz.h"
#include "text/csv.h"

namespace {

using bartizan::text::CsvRecord;
using Rows = std::vector<std::vector<std::string>>;

Rows read(std::string_view text, char delimiter, bartizan::text::CsvEnd& end) {
  Rows rows;
  std::uint64_t line = 0;
  end = bartizan::text::read_csv(text, delimiter, [&](const CsvRecord& record) {
    BZ_CHECK(record.number == rows.size() + 1 && record.line > line && !record.cells.empty());
    line = record.line;
    rows.push_back(record.cells);
    return true;
  });
  BZ_CHECK(end.records == rows.size());
  BZ_CHECK(line <= bartizan::text::Lines(text).count());
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const char guess = text::guess_delimiter(input);
  BZ_CHECK(std::string_view(",;\t").contains(guess));
  for (const char delimiter : {',', ';', '\t'}) {
    text::CsvEnd end;
    const Rows rows = read(input, delimiter, end);
    BZ_CHECK(end.unclosed <= text::Lines(input).count());
    std::string written;
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) written += delimiter;
        text::append_csv(written, row[i], delimiter);
      }
      written += '\n';
    }
    BZ_CHECK(read(written, delimiter, end) == rows && end.unclosed == 0);
  }
  return 0;
}

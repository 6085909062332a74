#include "use/parse/inventory/table.h"

#include <algorithm>
#include <string>

#include "text/csv.h"
#include "text/decode.h"
#include "use/parse/inventory/workbook.h"
#include "use/parse/inventory/writer.h"

namespace bartizan::use {
namespace {

using record::NoteLevel;

// PKWARE APPNOTE 4.3.7; a workbook begins with a local header.
constexpr std::string_view kZipMagic = "PK\x03\x04";
// A compound file: the binary workbooks of Excel 97 to 2003, and encrypted newer ones.
constexpr std::string_view kCompoundMagic = "\xD0\xCF\x11\xE0";

bool read_all(record::Foreign& file, std::string& bytes) {
  const auto size = static_cast<std::size_t>(file.bytes.size());
  // The text, its decoded form and the cells of a record.
  if (!file.budget.charge_memory(size) || !file.budget.charge_steps(size)) return false;
  bytes.resize(size);
  return file.bytes.read(0, std::as_writable_bytes(std::span(bytes)));
}

std::uint64_t line_of(std::string_view bytes, std::uint64_t offset) {
  const std::string_view before = bytes.substr(0, static_cast<std::size_t>(offset));
  return 1 + static_cast<std::uint64_t>(std::ranges::count(before, '\n'));
}

std::string count_of(std::uint64_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

void note_encoding(TableWriter& out, const text::Decoded& decoded, std::string_view bytes) {
  const std::uint64_t line = line_of(bytes, decoded.first_bad);
  if (decoded.encoding == text::Encoding::windows1252) {
    out.note(NoteLevel::info, "encoding", line, 0,
             "the file is no UTF-8 and is read as Windows-1252 (" +
                 count_of(decoded.converted, "byte") + ")");
  } else if (decoded.encoding == text::Encoding::mixed) {
    out.note(NoteLevel::warning, "encoding", line, 0,
             "the file fits no encoding: " + count_of(decoded.converted, "byte") +
                 " read as Windows-1252, " + count_of(decoded.lossy, "character") + " lost");
  } else if (decoded.lossy > 0) {
    out.note(NoteLevel::warning, "encoding", line, 0,
             count_of(decoded.lossy, "character") + " lost");
  }
}

void parse_csv(record::Foreign& file, TableWriter& out, std::string_view bytes) {
  const text::Decoded decoded = text::decode(bytes);
  out.table("csv", text::name(decoded.encoding));
  note_encoding(out, decoded, bytes);
  if (file.whole_size > file.bytes.size()) {
    out.note(NoteLevel::error, "limit:size", 0, 0,
             "only the first " + std::to_string(file.bytes.size()) + " bytes are read");
  }
  out.sheet({}, true, {});
  if (!file.budget.charge_memory(decoded.text.size())) {
    out.note(NoteLevel::error, "limit:memory", 0, 0, "the file is too large");
    return;
  }
  if (decoded.text.find('\0') != std::string::npos) {
    out.note(NoteLevel::warning, "binary", line_of(decoded.text, decoded.text.find('\0')), 0,
             "there are NUL bytes: this may be no text");
  }
  const char delimiter = text::guess_delimiter(decoded.text);
  const text::CsvEnd end =
      text::read_csv(decoded.text, delimiter, [&](const text::CsvRecord& record) {
        const bool nothing = record.cells.size() == 1 && record.cells[0].empty();
        return out.record(record.number, record.line,
                          nothing ? std::span<const std::string>() : std::span(record.cells));
      });
  if (end.unclosed > 0) {
    out.note(NoteLevel::error, "unclosed-quote", end.unclosed, 0,
             "a quote on this line is never closed: the rest of the file is one cell");
  }
  if (end.dropped > 0) {
    out.note(NoteLevel::error, "limit:columns", 0, 0,
             std::to_string(end.dropped) + " cells beyond column " +
                 std::to_string(text::kMostCells) + " are not kept");
  }
}

}  // namespace

void parse_table(record::Foreign& file) {
  TableWriter out(file);
  std::string front(
      std::min<std::size_t>(kZipMagic.size(), static_cast<std::size_t>(file.bytes.size())), '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(front)))) {
    out.note(NoteLevel::error, "unreadable", 0, 0, "the file could not be read");
    return;
  }
  if (front == kZipMagic) {
    parse_workbook(file, out);
    return;
  }
  if (front == kCompoundMagic) {
    out.note(NoteLevel::error, "unsupported", 0, 0,
             "a workbook of the old binary kind, or an encrypted one; save it as XLSX or CSV");
    return;
  }
  std::string bytes;
  if (!read_all(file, bytes)) {
    out.note(NoteLevel::error, "limit:memory", 0, 0, "the file is too large or could not be read");
    return;
  }
  parse_csv(file, out, bytes);
}

}  // namespace bartizan::use

#include "assure/parse/requirements/requirements.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "text/csv.h"
#include "text/decode.h"

namespace bartizan::assure::requirements {
namespace {

using Cells = std::vector<std::string>;

// Which column of a table holds what.
struct Columns {
  std::size_t id = 0, level = 0, text = 0;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// "**6.1.1**" and "`6.1.1`" as "6.1.1".
std::string_view bare(std::string_view cell) {
  constexpr std::string_view kMarks = "*`_ \t";
  const std::size_t begin = cell.find_first_not_of(kMarks);
  if (begin == cell.npos) return {};
  return cell.substr(begin, cell.find_last_not_of(kMarks) - begin + 1);
}

// A text without the marks for bold type.
std::string plain(std::string_view cell) {
  std::string out;
  cell = trimmed(cell);
  while (!cell.empty()) {
    const std::size_t mark = std::min(cell.find("**"), cell.size());
    out += cell.substr(0, mark);
    cell.remove_prefix(std::min(mark + 2, cell.size()));
  }
  return out;
}

std::optional<Columns> columns_of(const Cells& header) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  Columns columns{kNone, kNone, kNone};
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name = lower(bare(header[i]));
    if (name == "id" || name == "#" || name == "req_id") columns.id = i;
    if (name == "level") columns.level = i;
    if (name == "requirement" || name == "description" || name == "req_description") {
      columns.text = i;
    }
  }
  if (columns.id == kNone || columns.level == kNone || columns.text == kNone) return std::nullopt;
  return columns;
}

class Writer {
 public:
  explicit Writer(record::Foreign& file) : file_(file) {}

  void note(std::uint64_t line, std::string_view code, std::string_view what) {
    record::put_note(file_.rows,
                     {record::NoteLevel::warning, std::string(code), line, 0, std::string(what)});
  }

  // False when there are too many.
  bool row(const Columns& columns, const Cells& cells, std::uint64_t line) {
    const std::size_t last = std::max({columns.id, columns.level, columns.text});
    if (last >= cells.size()) {
      note(line, "ragged", "the row has fewer cells than the header");
      return true;
    }
    const std::string_view id = bare(cells[columns.id]);
    const std::string_view level = bare(cells[columns.level]);
    std::string text = plain(cells[columns.text]);
    if (id.empty() || id.size() > kMostId || level.size() > kMostId || text.empty()) {
      note(line, "malformed", "the row has no id or no text");
      return true;
    }
    if (text.size() > kMostText) {
      std::size_t end = kMostText;
      // Not inside of a character.
      while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
      text.resize(end);
      note(line, "limit:text", "the text is longer than is kept");
    }
    if (++count_ > kMostRequirements) {
      note(line, "limit:rows", "there are more requirements than are read");
      return false;
    }
    file_.rows.row(kRow, {id, level, text});
    return true;
  }

  std::size_t count() const { return count_; }

 private:
  record::Foreign& file_;
  std::size_t count_ = 0;
};

// "| a | b |": the cells, with "\|" as a bar of the text. Empty for a line that is no row.
Cells markdown_row(std::string_view line) {
  Cells cells;
  line = trimmed(line);
  if (!line.starts_with('|')) return cells;
  line.remove_prefix(1);
  std::string cell;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += line[++i];
    } else if (line[i] == '|') {
      if (cells.size() == text::kMostCells) return cells;
      cells.emplace_back(trimmed(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  if (!trimmed(cell).empty()) cells.emplace_back(trimmed(cell));
  return cells;
}

// ":---:" and the like.
bool is_rule(const Cells& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return !cell.empty() && cell.find_first_not_of("-: ") == cell.npos;
  });
}

void read_markdown(std::string_view text, record::Foreign& file, Writer& writer) {
  std::optional<Columns> columns;
  std::uint64_t number = 0;
  while (!text.empty()) {
    if (!file.budget.charge_steps()) return;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Cells cells = markdown_row(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (cells.empty()) {
      columns.reset();  // the table ended
    } else if (const auto header = columns_of(cells)) {
      columns = header;
    } else if (columns && !is_rule(cells) && !writer.row(*columns, cells, number)) {
      return;
    }
  }
}

void read_table(std::string_view text, record::Foreign& file, Writer& writer) {
  std::optional<Columns> columns;
  const text::CsvEnd end =
      text::read_csv(text, text::guess_delimiter(text), [&](const text::CsvRecord& record) {
        if (!file.budget.charge_steps()) return false;
        if (!columns) {
          columns = columns_of(record.cells);
          return true;
        }
        if (record.cells.size() == 1 && record.cells.front().empty()) return true;
        return writer.row(*columns, record.cells, record.line);
      });
  if (end.unclosed != 0) writer.note(end.unclosed, "malformed", "a quote does not end");
}

}  // namespace

void parse(record::Foreign& file) {
  Writer writer(file);
  const std::uint64_t size = file.bytes.size();
  // The bytes, and their copy as text.
  if (size < file.whole_size || !file.budget.charge_memory(2 * size)) {
    return writer.note(0, "limit:size", "it is too large to be read");
  }
  std::string bytes(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(bytes)))) {
    return writer.note(0, "unread", "it could not be read to its end");
  }
  const text::Decoded decoded = text::decode(bytes);
  read_markdown(decoded.text, file, writer);
  if (writer.count() == 0) read_table(decoded.text, file, writer);
  if (writer.count() == 0) {
    writer.note(0, "empty", "no table with the columns id, level and requirement is in it");
  }
}

}  // namespace bartizan::assure::requirements

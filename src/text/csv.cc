#include "text/csv.h"

#include <algorithm>
#include <array>

namespace bartizan::text {
namespace {

// Enough lines to tell a delimiter by, and a bound where a quote never ends.
constexpr std::uint64_t kGuessRecords = 32;
constexpr std::size_t kGuessBytes = 64 * 1024;

class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter)
      : text_(text), delimiter_(delimiter), stops_{delimiter, '\n', '\r'} {}

  bool done() const { return at_ == text_.size(); }
  std::uint64_t unclosed() const { return unclosed_; }
  std::uint64_t dropped() const { return dropped_; }

  // Reads one record; cells keep the memory of the record before.
  void next(CsvRecord& record) {
    ++record.number;
    record.line = line_;
    std::size_t cells = 0;
    bool more = true;
    while (more) {
      const bool kept = cells < kMostCells;
      if (!kept) ++dropped_;
      if (kept && cells == record.cells.size()) record.cells.emplace_back();
      std::string& cell = kept ? record.cells[cells++] : spare_;
      cell.clear();
      if (at_ < text_.size() && text_[at_] == '"') quoted(cell);
      const std::size_t end = stop();
      cell.append(text_, at_, end - at_);
      at_ = end;
      more = at_ < text_.size() && text_[at_] == delimiter_;
      if (more) ++at_;
    }
    record.cells.resize(cells);
    if (at_ == text_.size()) return;
    at_ += text_.substr(at_).starts_with("\r\n") ? 2U : 1U;
    ++line_;
  }

 private:
  std::size_t stop() const {
    std::size_t i = at_;
    while (i < text_.size() && text_[i] != stops_[0] && text_[i] != stops_[1] &&
           text_[i] != stops_[2]) {
      ++i;
    }
    return i;
  }

  // From an opening quote past its closing one. What follows that up to the delimiter is taken as
  // it stands, as Python's csv does.
  void quoted(std::string& cell) {
    const std::uint64_t opened = line_;
    ++at_;
    while (true) {
      const std::size_t end = std::min(text_.find('"', at_), text_.size());
      const std::string_view part = text_.substr(at_, end - at_);
      cell += part;
      count_lines(part, end < text_.size());
      if (end == text_.size()) {
        unclosed_ = opened;
        at_ = end;
        return;
      }
      at_ = end + 1;
      if (at_ == text_.size() || text_[at_] != '"') return;
      cell += '"';
      ++at_;
    }
  }
  void count_lines(std::string_view part, bool followed) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      const bool last = i + 1 == part.size();
      if (part[i] == '\n' || (part[i] == '\r' && (last ? followed : part[i + 1] != '\n'))) ++line_;
    }
  }

  std::string_view text_;
  char delimiter_;
  std::array<char, 3> stops_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t unclosed_ = 0;
  std::uint64_t dropped_ = 0;
  std::string spare_;
};

struct Evenness {
  std::size_t agreeing = 0;  // records with the commonest number of cells
  std::size_t cells = 0;     // that number
};

Evenness evenness(std::string_view text, char delimiter) {
  std::vector<std::size_t> counts;
  read_csv(text, delimiter, [&](const CsvRecord& record) {
    const bool blank = record.cells.size() == 1 && record.cells[0].empty();
    if (!blank) counts.push_back(record.cells.size());
    return record.number < kGuessRecords;
  });
  Evenness best;
  for (const std::size_t count : counts) {
    const auto agreeing = static_cast<std::size_t>(std::ranges::count(counts, count));
    if (count > 1 && agreeing > best.agreeing) best = {agreeing, count};
  }
  return best;
}

}  // namespace

CsvEnd read_csv(std::string_view text, char delimiter,
                const std::function<bool(const CsvRecord&)>& each) {
  CsvReader reader(text, delimiter);
  CsvRecord record;
  while (!reader.done()) {
    reader.next(record);
    if (!each(record)) break;
  }
  return {record.number, reader.unclosed(), reader.dropped()};
}

char guess_delimiter(std::string_view text) {
  text = text.substr(0, kGuessBytes);
  char best = ',';
  Evenness most;
  for (const char delimiter : {',', ';', '\t'}) {
    const Evenness here = evenness(text, delimiter);
    const bool better = here.agreeing > most.agreeing ||
                        (here.agreeing == most.agreeing && here.cells > most.cells);
    if (!better) continue;
    best = delimiter;
    most = here;
  }
  return best;
}

void append_csv(std::string& out, std::string_view cell, char delimiter) {
  const bool plain = std::ranges::none_of(
      cell, [&](char c) { return c == delimiter || c == '"' || c == '\n' || c == '\r'; });
  if (plain) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace bartizan::text

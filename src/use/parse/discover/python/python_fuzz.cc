// Any text: names are bounded, lines lie inside, the same text says the same, work is bounded.
#include <string>
#include <vector>

#include "base/reader.h"
#include "use/parse/discover/python/python.h"
#include "use/parse/discover/rows.h"

namespace {

using namespace bartizan;

class Checker final : public record::RowSink {
 public:
  explicit Checker(std::size_t lines) : lines_(lines) {}
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    const bool open = kind == use::kUnresolvedRow;
    if (open || kind == use::kDetectionRow) {
      record::Detection found;
      BZ_CHECK(use::read_detection(row, open ? 1 : 0, found));
      BZ_CHECK(found.line <= lines_);
      BZ_CHECK(found.evidence.size() <= record::kMostEvidence);
    }
    for (const std::string& field : row.fields) said.append(field).push_back('\0');
    return true;
  }
  std::string said;

 private:
  std::size_t lines_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view text = input.substr(1);
  const bool notebook = data[0] % 4 == 0;
  std::size_t lines = 1;
  for (const char c : text) lines += c == '\n' || c == '\r' ? 1 : 0;
  std::string said[2];
  for (std::string& one : said) {
    Checker checker(lines);
    const base::Limits limits;
    base::Budget budget(limits);
    use::Report report(checker, scan::Catalog::embedded());
    use::SourceText source{notebook ? "a.ipynb" : "a.py", text, budget, report};
    if (notebook) {
      use::read_notebook(source);
    } else {
      use::read_python(source);
    }
    // Linear: a query is bounded (kMostVisits), and a token asks a few.
    BZ_CHECK(budget.steps() <= 4096 + size * 8192);
    one = std::move(checker.said);
  }
  BZ_CHECK(said[0] == said[1]);
  return 0;
}

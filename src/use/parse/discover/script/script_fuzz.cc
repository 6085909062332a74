// Any text: names are bounded, lines lie inside, the same text says the same, work is bounded.
#include <string>
#include <vector>

#include "base/reader.h"
#include "use/parse/discover/rows.h"
#include "use/parse/discover/script/script_reader.h"

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
  constexpr std::string_view kPaths[] = {"a.ts", "a.tsx", "a.js", "a.vue", "a.min.js"};
  const std::string_view path = kPaths[data[0] % 5];
  std::size_t lines = 1;
  for (const char c : text) lines += c == '\n' || c == '\r' ? 1 : 0;
  std::string said[2];
  for (std::string& one : said) {
    Checker checker(lines);
    const base::Limits limits;
    base::Budget budget(limits);
    use::Report report(checker, scan::Catalog::embedded());
    use::SourceText source{path, text, budget, report};
    use::read_script(source);
    // Linear: what one byte may cost is bounded (kMostEvaluation).
    BZ_CHECK(budget.steps() <= 65536 + size * 128);
    one = std::move(checker.said);
  }
  BZ_CHECK(said[0] == said[1]);
  return 0;
}

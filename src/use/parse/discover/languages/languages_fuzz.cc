// Any text: rows read back, lines lie inside, the same text says the same.
#include <string>

#include "base/reader.h"
#include "use/parse/discover/languages/languages.h"
#include "use/parse/discover/rows.h"

namespace {

using namespace bartizan;

class Checker final : public record::RowSink {
 public:
  explicit Checker(std::size_t lines) : lines_(lines) {}
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    const record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    if (kind == use::kDetectionRow) {
      record::Detection found;
      BZ_CHECK(use::read_detection(row, 0, found));
      BZ_CHECK(found.line > 0 && found.line <= lines_);
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
  using namespace bartizan::use::languages;
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view text = input.substr(1);
  constexpr void (*kReaders[])(use::SourceText&) = {read_java, read_kotlin, read_go, read_rust,
                                                    read_csharp};
  std::size_t lines = 1;
  for (const char c : text) lines += c == '\n' || c == '\r' ? 1 : 0;
  std::string said[2];
  for (std::string& one : said) {
    Checker checker(lines);
    const base::Limits limits;
    base::Budget budget(limits);
    use::Report report(checker, scan::Catalog::embedded());
    use::SourceText source{"a", text, budget, report};
    kReaders[data[0] % 5](source);
    one = std::move(checker.said);
  }
  BZ_CHECK(said[0] == said[1]);
  return 0;
}

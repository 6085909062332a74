// Any bytes: the parser ends, its rows are bounded, and a copy is taken whole or refused.
#include <string>
#include <string_view>

#include "assure/assess/texts.h"
#include "assure/parse/requirements/requirements.h"
#include "base/escape.h"

namespace {

using namespace bartizan;

class Check final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    BZ_CHECK(kind == assure::requirements::kRow || kind == record::kNoteRow);
    for (const std::string_view field : fields) BZ_CHECK(base::is_utf8(field));
    if (kind == assure::requirements::kRow) {
      BZ_CHECK(fields.size() == 3 && !fields[0].empty() && !fields[2].empty());
      BZ_CHECK(fields[0].size() <= assure::requirements::kMostId);
      BZ_CHECK(fields[2].size() <= assure::requirements::kMostText);
    }
    rows.push_back({std::string(kind), {fields.begin(), fields.end()}});
    return true;
  }
  using record::RowSink::row;
  std::vector<record::Row> rows;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  base::Limits limits;
  limits.steps = 1'000'000;
  base::Budget budget(limits);
  base::MemorySource bytes(std::as_bytes(std::span(text)));
  Check rows;
  record::Foreign file{"chapter.md", bytes, text.size(), {}, budget, rows};
  assure::requirements::parse(file);
  const auto& aisvs = *assure::assess::framework("aisvs-1.0");
  if (const auto taken = assure::assess::take_texts(aisvs, rows.rows)) {
    assure::assess::Texts texts;
    texts.framework = aisvs.id;
    texts.by_id = taken->by_id;
    for (const auto& [id, wording] : texts.by_id) BZ_CHECK(aisvs.find(id) != nullptr);
    const auto again = assure::assess::read_texts(assure::assess::write_texts(texts));
    BZ_CHECK(again && *again == texts);
  }
  // What lies beside the store may have been damaged.
  (void)assure::assess::read_texts(text);
  return 0;
}

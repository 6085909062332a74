// Any bytes under each name that is read: the parser ends, and says only what can be said.
#include <string>
#include <string_view>

#include "assure/bom/cards.h"
#include "assure/parse/card/card.h"
#include "base/escape.h"

namespace {

using namespace bartizan;

class Check final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    BZ_CHECK(kind == "card" || kind == "attribute" || kind == record::kNoteRow);
    for (const std::string_view field : fields) BZ_CHECK(base::is_utf8(field));
    if (kind == "attribute") {
      BZ_CHECK(fields.size() == 3 && !fields[0].empty() && !fields[1].empty());
      BZ_CHECK(fields[1].size() <= assure::card::kMostExcerpt + 3);
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
  for (const char* name :
       {"README.md", "config.json", "adapter_config.json", "generation_config.json"}) {
    base::Limits limits;
    limits.steps = 1'000'000;
    base::Budget budget(limits);
    base::MemorySource bytes(std::as_bytes(std::span(text)));
    Check rows;
    record::Foreign file{name, bytes, text.size(), {}, budget, rows};
    assure::card::parse(file);
    const assure::bom::Card card = assure::bom::card_from_rows(name, rows.rows);
    BZ_CHECK(card.attributes.size() <= rows.rows.size());
  }
  return 0;
}

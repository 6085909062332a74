// Any bytes: the parser ends, its rows are believed, and what was read is written as JSON that
// reads back to the same components.
#include <span>
#include <string>
#include <string_view>

#include "assure/bom/rows.h"
#include "assure/bom/write.h"
#include "assure/parse/bom/parse.h"

namespace {

using namespace bartizan;

class Collect final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    rows.push_back({std::string(kind), {fields.begin(), fields.end()}});
    return true;
  }
  using record::RowSink::row;
  std::vector<record::Row> rows;
};

assure::bom::Imported import(std::string_view text) {
  base::Limits limits;
  limits.steps = 1'000'000;
  base::Budget budget(limits);
  base::MemorySource bytes(std::as_bytes(std::span(text)));
  Collect rows;
  record::Foreign file{"bom.json", bytes, text.size(), {}, budget, rows};
  assure::bom::parse(file);
  return assure::bom::bom_from_rows(rows.rows);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const assure::bom::Imported imported = import(text);
  BZ_CHECK(imported.refused == 0);
  if (!imported.bom) return 0;
  using assure::bom::Format;
  for (const Format format : {Format::cyclonedx_1_6, Format::cyclonedx_1_7, Format::spdx_3_0_1}) {
    assure::bom::WriteOptions options;
    options.labels = false;
    const std::string written = assure::bom::write(*imported.bom, format, options).text;
    const assure::bom::Imported again = import(written);
    BZ_CHECK(again.bom.has_value());
    if (format != Format::spdx_3_0_1 && imported.bom->format == "cyclonedx") {
      BZ_CHECK(again.bom->components.size() == imported.bom->components.size());
    }
  }
  return 0;
}

// Any text as any field's answer: a value that was understood is understood again as itself, and
// what was not stays as it stood.
#include "base/escape.h"
#include "text/check_fuzz.h"
#include "use/inventory/dates.h"
#include "use/inventory/normalise.h"
#include "use/inventory/words.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string text = text::fuzz_text(data, size);
  for (const use::Schema& schema : use::schemas()) {
    for (const use::SchemaField& field : schema.fields) {
      const use::Normal once = use::normalise(field, text);
      if (once.treatment == record::Treatment::left && field.type != use::FieldType::list) {
        BZ_CHECK(once.value == use::trim_blank(text));
      }
      if (once.treatment != record::Treatment::left) {
        BZ_CHECK(use::normalise(field, once.value).value == once.value);
      }
    }
  }
  if (const auto date = use::read_date(text)) {
    BZ_CHECK(use::day_number(date->value).has_value());
    BZ_CHECK(use::read_date(date->value)->value == date->value);
  }
  std::vector<std::string> items;
  use::read_list_literal(text, items);
  return 0;
}

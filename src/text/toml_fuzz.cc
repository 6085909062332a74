// Any bytes: trees hold what they promise, no key stands twice, memory is given back.
#include <set>

#include "text/check_fuzz.h"

namespace {

void check_keys(const bartizan::text::Node& node) {
  std::set<std::string_view> keys;
  for (const auto& item : node.items) {
    if (node.is_object()) BZ_CHECK(keys.insert(item.key).second);
    check_keys(item);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const base::Limits limits;
  base::Budget budget(limits);
  const auto document = text::parse_toml(input, budget);
  BZ_CHECK(budget.memory() == 0);
  BZ_CHECK(budget.steps() <= 3 * size + 1);
  if (!document) {
    text::check_refusal(document.error(), size);
    return 0;
  }
  BZ_CHECK(document->is_object());
  text::TreeCheck(input).node(*document);
  check_keys(*document);
  return 0;
}

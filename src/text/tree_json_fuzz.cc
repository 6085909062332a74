// Any bytes: trees hold what they promise; JSON reads the same as JSON with comments and as YAML.
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const base::Limits limits;
  base::Budget budget(limits), second(limits), third(limits);
  const auto strict = text::parse_json(input, budget);
  const auto lenient = text::parse_jsonc(input, second);
  BZ_CHECK(budget.memory() == 0 && second.memory() == 0);
  if (lenient) {
    text::TreeCheck(input).node(*lenient);
  } else {
    text::check_refusal(lenient.error(), size);
  }
  if (!strict) {
    text::check_refusal(strict.error(), size);
    return 0;
  }
  BZ_CHECK(lenient && text::same(*strict, *lenient));
  // YAML allows no tab in front of a line's first word.
  if (input.contains('\t')) return 0;
  const auto yaml = text::parse_yaml(input, third);
  BZ_CHECK(yaml && yaml->size() == 1 && text::same(*strict, yaml->front()));
  return 0;
}

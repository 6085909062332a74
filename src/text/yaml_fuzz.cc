// Any bytes: trees hold what they promise, documents follow each other, memory is given back.
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const base::Limits limits;
  base::Budget budget(limits);
  const auto documents = text::parse_yaml(input, budget);
  BZ_CHECK(budget.memory() == 0);
  // A step for each byte and each node, and no byte makes more than one node.
  BZ_CHECK(budget.steps() <= 3 * size + 1);
  if (documents) {
    std::uint32_t line = 1;
    for (const text::Node& document : *documents) {
      text::TreeCheck(input).node(document, line);
      line = document.line;
    }
  } else {
    text::check_refusal(documents.error(), size);
  }
  const std::string_view front = text::front_matter(input);
  BZ_CHECK(front.empty() || (front.starts_with("---") && front.ends_with('\n')));
  BZ_CHECK(input.contains(front));
  return 0;
}

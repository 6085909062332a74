// Any bytes as an id of a requirement, as the name of a check and as imported texts.
#include "assure/assess/framework.h"
#include "assure/assess/texts.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  namespace assess = bartizan::assure::assess;
  const std::string input = text::fuzz_text(data, size);
  const auto found = assess::find_requirements(input);
  for (const assess::Found& one : found) {
    BZ_CHECK(one.framework != nullptr && one.requirement != nullptr);
    BZ_CHECK(one.framework->find(one.requirement->id) == one.requirement);
  }
  const auto first = assess::find_requirement(input);
  BZ_CHECK(first.has_value() == !found.empty());
  if (first) BZ_CHECK(first->requirement == found.front().requirement);
  if (const auto* framework = assess::framework(input)) {
    BZ_CHECK(assess::framework(framework->id) == framework);
  }
  const assess::CheckName check = assess::check_name(input);
  BZ_CHECK(input.starts_with(check.id));
  BZ_CHECK(check.values.empty() || !check.field.empty() || input.find(':') != std::string::npos);
  (void)assess::check_text(input);
  if (const auto texts = assess::read_texts(input)) {
    const auto again = assess::read_texts(assess::write_texts(*texts));
    BZ_CHECK(again && *again == *texts);
  }
  // As cells of a copy of the standard.
  static const assess::Framework* const aisvs = assess::framework("aisvs-1.0");
  record::Row row;
  row.kind = "requirement";
  std::string_view rest = input;
  while (!rest.empty() && row.fields.size() < 8) {
    const std::size_t end = std::min(rest.find('\t'), rest.size());
    row.fields.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (aisvs != nullptr) {
    const auto taken = assess::take_texts(*aisvs, {row});
    if (!taken) BZ_CHECK(!taken.error().empty());
    if (taken) {
      for (const auto& [id, text] : taken->by_id) BZ_CHECK(aisvs->find(id) != nullptr);
    }
  }
  return 0;
}

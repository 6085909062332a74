// Any bytes as a report that is to be a baseline: what it takes out is bound to bytes and a place,
// and nothing malicious is taken out.
#include "run/exceptions.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const auto entries = run::read_baseline(input);
  if (!entries) {
    BZ_CHECK(entries.error().what[0] != '\0');
    return 0;
  }
  BZ_CHECK(input.find("bartizan.scan/1") != std::string::npos ||
           input.find('\\') != std::string::npos);
  for (const record::Exception& one : *entries) {
    BZ_CHECK(one.kind == record::ExceptionKind::baseline && !one.id.empty());
    BZ_CHECK(!one.rule.empty() && !one.location.empty() && !one.sha256.empty());
  }
  return 0;
}

// Any bytes as a file of signed heads: read, or refused with the number of the line.
#include "run/audit.h"
#include "support/fuzz_file.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const auto anchors = run::read_anchors(tests::fuzz_file(input));
  if (!anchors) {
    BZ_CHECK(anchors.error().find("no head of an audit log") != std::string::npos);
    return 0;
  }
  BZ_CHECK(anchors->size() <= text::Lines(input).count());
  return 0;
}

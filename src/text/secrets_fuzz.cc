// Any text: secrets lie inside in order, a masked text holds none of them, and stays UTF-8.
#include "text/check_fuzz.h"
#include "text/secrets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  std::size_t end = 0;
  for (const text::Secret& secret : text::find_secrets(input)) {
    BZ_CHECK(secret.offset >= end && secret.length > 0 && !secret.provider.empty());
    end = secret.offset + secret.length;
    BZ_CHECK(end <= size);
  }
  const std::string masked = text::mask_secrets(input);
  BZ_CHECK(text::find_secrets(masked).empty());
  BZ_CHECK(!base::is_utf8(input) || base::is_utf8(masked));
  return 0;
}

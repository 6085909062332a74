// Any bytes: the result is UTF-8, what was UTF-8 stays, and every byte that was not is counted.
#include "text/check_fuzz.h"
#include "text/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const text::Decoded decoded = text::decode(input);
  BZ_CHECK(base::is_utf8(decoded.text));
  BZ_CHECK(decoded.text.size() <= 3 * size);
  BZ_CHECK(decoded.lossy + decoded.converted <= size && decoded.first_bad <= size);
  const bool wide =
      decoded.encoding == text::Encoding::utf16le || decoded.encoding == text::Encoding::utf16be;
  if (!wide) {
    BZ_CHECK((decoded.lossy + decoded.converted == 0) == base::is_utf8(input));
    if (base::is_utf8(input)) BZ_CHECK(input.ends_with(decoded.text));
  }
  if (decoded.encoding == text::Encoding::windows1252) BZ_CHECK(decoded.lossy == 0);
  BZ_CHECK(!text::name(decoded.encoding).empty());
  return 0;
}

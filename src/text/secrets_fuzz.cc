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
  std::size_t bare = 0;
  for (const text::Secret& key : text::find_bare_keys(input)) {
    BZ_CHECK(key.offset >= bare && key.length >= 32 && key.provider.empty());
    bare = key.offset + key.length;
    BZ_CHECK(bare <= size);
  }
  std::size_t shaped = 0;
  for (const text::Secret& key : text::find_shaped_keys(input)) {
    BZ_CHECK(key.offset >= shaped && key.length > 0 && !key.provider.empty());
    shaped = key.offset + key.length;
    BZ_CHECK(shaped <= size);
    BZ_CHECK(!text::find_secrets(input.substr(key.offset, key.length)).empty());
  }
  for (const text::UrlPassword& password : text::find_url_passwords(input)) {
    BZ_CHECK(password.offset + password.length <= size && !password.scheme.empty());
  }
  const std::string masked = text::mask_secrets(input);
  BZ_CHECK(text::find_secrets(masked).empty());
  BZ_CHECK(text::find_bare_keys(masked).empty());
  BZ_CHECK(text::find_url_passwords(masked).empty());
  BZ_CHECK(!base::is_utf8(input) || base::is_utf8(masked));
  return 0;
}

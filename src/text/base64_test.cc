#include "text/base64.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace bartizan::text {
namespace {

TEST_CASE("the vectors of RFC 4648, section 10") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    CHECK(encode_base64(plain) == encoded);
    CHECK(decode_base64(encoded) == plain);
  }
}

TEST_CASE("both alphabets and no padding are read, other texts are not") {
  CHECK(decode_base64("-_8") == "\xfb\xff");
  CHECK(decode_base64("+/8=") == "\xfb\xff");
  for (const char* bad :
       {"Zg=", "Zg===", "Z", "Zh==", "Zm9=", "Zm 9", "Zg==\n", "=", "====", "Zg=a"}) {
    CAPTURE(bad);
    CHECK_FALSE(decode_base64(bad).has_value());
  }
}

TEST_CASE("what was encoded reads back") {
  CHECK(rc::check(
      [](const std::string& bytes) { RC_ASSERT(decode_base64(encode_base64(bytes)) == bytes); }));
}

}  // namespace
}  // namespace bartizan::text

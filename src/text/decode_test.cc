#include "text/decode.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/escape.h"

namespace bartizan::text {
namespace {

std::string said(std::string_view bytes) {
  const Decoded d = decode(bytes);
  CHECK(base::is_utf8(d.text));
  std::string out = std::string(name(d.encoding)) + ":" + d.text;
  if (d.lossy) out += " lossy " + std::to_string(d.lossy);
  if (d.first_bad) out += " @" + std::to_string(d.first_bad);
  if (d.converted) out += " converted " + std::to_string(d.converted);
  return out;
}

TEST_CASE("decode: each encoding") {
  CHECK(said("") == "utf-8:");
  CHECK(said("caf\u00e9") == "utf-8:caf\u00e9");
  CHECK(said("\xEF\xBB\xBFid") == "utf-8-bom:id");
  CHECK(said(std::string_view("\xFF\xFEi\0\xAC\x20\x3D\xD8\x00\xDE", 10)) ==
        "utf-16le:i\u20ac\U0001F600");
  CHECK(said(std::string_view("\xFE\xFF\0i\x20\xAC", 6)) == "utf-16be:i\u20ac");
  CHECK(said("it\x92s 5 \x96 6\xA0") == "windows-1252:it\u2019s 5 \u2013 6\u00a0 @2 converted 3");
}

TEST_CASE("decode: what fits nowhere is replaced and counted") {
  CHECK(said("a\x81z\xFF") == "mixed:a\ufffdz\u00ff lossy 1 @1 converted 1");
  CHECK(said(std::string_view("\xFF\xFE\x00\xD8i\0z", 7)) == "utf-16le:\ufffdi\ufffd lossy 2 @2");
}

TEST_CASE("decode: single stray bytes do not spoil a text in UTF-8") {
  CHECK(said("\u00e9\u00e8 \u2013 it\x92s") ==
        "mixed:\u00e9\u00e8 \u2013 it\u2019s @11 converted 1");
  CHECK(said("\xEF\xBB\xBFit\x92s") == "mixed:it\u2019s @5 converted 1");
}

TEST_CASE("decode: any bytes become valid UTF-8, and valid UTF-8 stays") {
  const bool ok = rc::check([](const std::string& bytes) {
    const Decoded d = decode(bytes);
    RC_ASSERT(base::is_utf8(d.text));
    if (base::is_utf8(bytes)) RC_ASSERT(d.text == bytes || bytes.starts_with("\xEF\xBB\xBF"));
    const Decoded again = decode("x" + d.text);
    RC_ASSERT(again.text == "x" + d.text);
    RC_ASSERT(again.encoding == Encoding::utf8);
  });
  CHECK(ok);
}

}  // namespace
}  // namespace bartizan::text

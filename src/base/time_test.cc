#include "base/time.h"

#include <doctest/doctest.h>

namespace bartizan::base {
namespace {

TEST_CASE("a time is read as it is written, also without milliseconds or without a time of day") {
  CHECK(parse_utc("1970-01-01T00:00:01.002Z") == 1002);
  CHECK(parse_utc("1970-01-01T00:00:01Z") == 1000);
  CHECK(parse_utc("1970-01-02") == 86'400'000);
  CHECK(format_utc(*parse_utc("2026-11-28T07:53:59.120Z")) == "2026-11-28T07:53:59.120Z");
}

TEST_CASE("what is no time is none") {
  for (const char* text :
       {"", "2026-02-30", "2026-13-01", "2026-11-28T07:53:59", "2026-11-28T24:00:00Z",
        "2026-11-28T-1:00:00Z", "2026-11-28T07:53:59.1Z", "2026-11-28T07:53:59,120Z",
        "2026-11-28 07:53:59Z", "+026-11-28"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_utc(text));
  }
}

}  // namespace
}  // namespace bartizan::base

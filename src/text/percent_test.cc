// Codes are decoded, and what only looks like one stays.
#include "text/percent.h"

#include <doctest/doctest.h>

namespace bartizan::text {
namespace {

TEST_CASE("codes are decoded, and what is none stays as it is") {
  CHECK(percent_decoded("a%40b") == "a@b");
  CHECK(percent_decoded("%2F%2f") == "//");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz%41") == "%zzA");
  CHECK(percent_decoded("").empty());
}

}  // namespace
}  // namespace bartizan::text

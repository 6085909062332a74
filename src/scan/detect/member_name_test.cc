#include "scan/detect/member_name.h"

#include <doctest/doctest.h>

namespace bartizan::scan::detect {

TEST_CASE("names that leave the folder they are unpacked to") {
  for (const char* name :
       {"/etc/passwd", "../x", "a/../../x", "a/..", "C:\\x", "c:x", "\\x", "a\\..\\x"}) {
    CAPTURE(name);
    CHECK(name_escapes(name));
  }
  for (const char* name : {"", "a", "a/b", "./a", "..a/b", "a../b", "archive/data/0", "1:x"}) {
    CAPTURE(name);
    CHECK(!name_escapes(name));
  }
}

TEST_CASE("links count from their own folder") {
  CHECK(link_escapes("a", "/etc"));
  CHECK(link_escapes("a", "../b"));
  CHECK(link_escapes("a/b", "../../c"));
  CHECK(link_escapes("a/b", "../x/../../c"));
  CHECK(!link_escapes("a/b", "../c"));
  CHECK(!link_escapes("./a/b", "../c"));
  CHECK(!link_escapes("a/b/c", "../../d"));
  CHECK(!link_escapes("a", "b"));
}

}  // namespace bartizan::scan::detect

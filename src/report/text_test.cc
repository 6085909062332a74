#include "report/text.h"

#include <doctest/doctest.h>

namespace bartizan::report {
namespace {

TEST_CASE("numbers and sizes read as people write them") {
  CHECK(number(0) == "0");
  CHECK(number(999) == "999");
  CHECK(number(1'234'567) == "1,234,567");
  CHECK(number(1'234'567, false) == "1234567");
  CHECK(size(0) == "0 bytes");
  CHECK(size(1) == "1 byte");
  CHECK(size(1023) == "1,023 bytes");
  CHECK(size(1024) == "1 KiB");
  CHECK(size(3'174) == "3.1 KiB");
  CHECK(size(1'048'575) == "1 MiB");
  CHECK(size(432'013'312) == "412 MiB");
  CHECK(size(18'446'744'073'709'551'615u) == "16 EiB");
  CHECK(count_of(1, "file") == "1 file");
  CHECK(count_of(1'000, "file") == "1,000 files");
}

TEST_CASE("columns count what a terminal shows") {
  CHECK(width("abc") == 3);
  CHECK(width("✗ ›") == 3);
  CHECK(width("模型") == 4);
  CHECK(width("e\xcc\x81") == 1);
  CHECK(pad("模", 4) == "模  ");
}

TEST_CASE("wrapping breaks at blanks and never inside a word") {
  CHECK(wrap("one two three", 0) == std::vector<std::string>{"one two three"});
  CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("a very-long-command b", 6) ==
        std::vector<std::string>{"a", "very-long-command", "b"});
  CHECK(wrap("", 10) == std::vector<std::string>{""});
}

TEST_CASE("only what gets shorter is shortened, and a hash never") {
  CHECK(shorten("logs-kept:why the audit log is whole", 30) ==
        "logs-kept:why the audit log is whole");
  const std::string hash(64, 'c');
  CHECK(shorten(hash, 20) == hash);
  CHECK(shorten(hash + hash + "0", 20).size() < 60);
}

TEST_CASE("text from files becomes one inert line") {
  CHECK(one_line("a\nb\tc\x1b[0m\\x") == "a\\nb\\tc\\x1b[0m\\x");
  CHECK(shorten("abcdefghi", 9) == "abcdefghi");
  const std::string thirty = "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€";
  CHECK(shorten(thirty, 9) == "€€ [… 81 bytes not shown …] €");
  CHECK(markup("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
  CHECK(markdown("a*b_[c](d)") == "a\\*b\\_\\[c\\]\\(d\\)");
}

}  // namespace
}  // namespace bartizan::report

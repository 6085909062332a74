#include <doctest/doctest.h>

#include "text/show_test.h"

namespace bartizan::text {
namespace {

std::string toml(std::string_view text, bool lines = false) {
  return parsed(parse_toml, text, lines);
}

TEST_CASE("toml: keys, tables and arrays of tables in the order of the text") {
  CHECK(toml("") == "{}");
  CHECK(toml("# c\na = 1\n\"b c\" = 'd'\n[e]\nf.g = true\nf.h = 2\n[e.i.j]\nk = 3\n[[l]]\nm = 4\n"
             "[l.n]\no = 5\n[[l]]\nm = 6",
             true) ==
        "{a@2:1,b c@3:\"d\",e@4:{f@5:{g@5:true,h@6:2},i@7:{j@7:{k@8:3}}},"
        "l@9:[@9{m@10:4,n@11:{o@12:5}},@13{m@14:6}]}");
  CHECK(toml("[a.b]\nx=1\n[a]\ny=2\n[c]\n[a.d]\n") == "{a:{b:{x:1},y:2,d:{}},c:{}}");
  CHECK(toml("[ a . \"b.c\" ]\r\nd=1\r\n") == "{a:{b.c:{d:1}}}");
  CHECK(toml("[fruit]\napple.color = 1\n[fruit.apple.texture]\nsmooth = true\n") ==
        "{fruit:{apple:{color:1,texture:{smooth:true}}}}");
  CHECK(toml("3.14 = 1\n-_ = 2\n\"\" = 3") == "{3:{14:1},-_:2,:3}");
  CHECK(toml("\xEF\xBB\xBF"
             "a=1") == "{a:1}");
}

TEST_CASE("toml: values") {
  CHECK(toml("a=[1, -2_0, 0xF_f, 0o7, 0b1, 1.5e-3, +inf, nan, 1e5]") ==
        "{a:[1,-2_0,0xF_f,0o7,0b1,1.5e-3,+inf,nan,1e5]}");
  CHECK(
      toml("a=[2026-01-02, 2026-01-02T03:04:05Z, 2026-01-02 03:04:05.6+01:00, 07:32:00]") ==
      "{a:[\"2026-01-02\",\"2026-01-02T03:04:05Z\",\"2026-01-02 03:04:05.6+01:00\",\"07:32:00\"]}");
  CHECK(toml("a=[ # one\n 1,\n\n [2, # two\n],]\nb={c=1,d.e=[],f={}}\ng={\n h=1,\n}") ==
        "{a:[1,[2]],b:{c:1,d:{e:[]},f:{}},g:{h:1}}");
}

TEST_CASE("toml: strings") {
  CHECK(toml(R"(a="\b\t\n\f\r\"\\\u00e9\U0001F600")") == "{a:\"\b\t\n\f\r\"\\\u00e9\U0001F600\"}");
  CHECK(toml("a='\\n \"'\nb=\"\"\nc=''") == "{a:\"\\n \"\",b:\"\",c:\"\"}");
  CHECK(toml("a=\"\"\"\none \\\n\n   two\r\n\"\"three\"\"\"\"\"") ==
        "{a:\"one two\n\"\"three\"\"\"}");
  CHECK(toml("a='''\n\\ ''x''''\nb='''y'''\nc=\"\"\"\"\"\"") == "{a:\"\\ ''x'\",b:\"y\",c:\"\"}");
}

TEST_CASE("toml: what is refused has its place") {
  CHECK(toml("a=1\na=2") == "a key stands twice @6");
  CHECK(toml("[a]\n[a]") == "a table is defined twice @7");
  CHECK(toml("a=1\n[a.b]").starts_with("a header names a value"));
  CHECK(toml("a={}\n[a.b]").starts_with("a header names a value"));
  CHECK(toml("a=[{}]\n[[a]]").starts_with("a table is defined twice"));
  CHECK(toml("a.b=1\n[a]").starts_with("a table is defined twice"));
  CHECK(toml("[a.b.c]\n[a]\nb.c.d=1").starts_with("a dotted key names"));
  CHECK(toml("[[a]]\n[a]").starts_with("a table is defined twice"));
  CHECK(toml("[[a.b]]\n[a]\nb.c=1").starts_with("a dotted key names"));
  CHECK(toml("a={b={}}\na.b.c=1").starts_with("a dotted key names"));
  CHECK(toml("a") == "a key has no value @1");
  CHECK(toml("a=") == "a value is missing @2");
  CHECK(toml("a=x") == "a value is none of TOML's @2");
  for (const char* bad : {"01", "1_", "1__0", "1.", ".5", "0x", "+0x1", "2026-13-01", "25:00:00"}) {
    CAPTURE(bad);
    CHECK(toml(std::string("a=") + bad).starts_with("a value is"));
  }
  CHECK(toml("a=1 b=2") == "text follows a value @4");
  CHECK(toml("=1") == "a key is missing @0");
  CHECK(toml("[a") == "a header does not end @2");
  CHECK(toml("a=\"b\nc\"") == "a control character stands in a string @4");
  CHECK(toml("a=\"b") == "a string does not end @4");
  CHECK(toml("a=\"\\q\"") == "an escape is none of TOML's @4");
  CHECK(toml("a=\"\\ud800\"") == "an escape is none of TOML's @4");
  CHECK(toml("a=[1") == "an array does not end @4");
  CHECK(toml("a={b=1") == "a table does not end @6");
  CHECK(toml("#\x01") == "a control character stands in a comment @1");
  CHECK(toml("a='\xFF'") == "not UTF-8 @3");
}

TEST_CASE("toml: depth and memory are limited") {
  std::string dotted = "a", array = "a=", table = "a=";
  for (int i = 0; i < 200; ++i) {
    dotted += ".a";
    array += "[";
    table += "{a=";
  }
  CHECK(toml(dotted + "=1").starts_with("nested deeper than the limit"));
  CHECK(toml("[" + dotted + "]").starts_with("nested deeper than the limit"));
  CHECK(toml(array).starts_with("nested deeper than the limit"));
  CHECK(toml(table).starts_with("nested deeper than the limit"));
  base::Limits limits;
  limits.memory = 40'000;
  base::Budget budget(limits);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "[[a]]\n";
  const auto document = parse_toml(many, budget);
  REQUIRE_FALSE(document);
  CHECK(document.error().code == base::Code::limit);
  CHECK(budget.memory() == 0);
}

}  // namespace
}  // namespace bartizan::text

#include <doctest/doctest.h>

#include "text/show_test.h"

namespace bartizan::text {
namespace {

TEST_CASE("json: values, lines and repeated keys") {
  CHECK(parsed(parse_json, "{\"a\": [1, -2.5e3,\n true, null, \"x\"],\n\"b\":{}}", true) ==
        "{a@1:[@11,@1-2.5e3,@2true,@2null,@2\"x\"],b@3:{}}");
  CHECK(parsed(parse_json, "\"s\"") == "\"s\"");
  CHECK(parsed(parse_json, R"({"a":1,"a":2})") == "{a:1,a:2}");
  CHECK(parsed(parse_json, R"([{"\u0061":{"b":[[]]}}])") == "[{a:{b:[[]]}}]");
}

TEST_CASE("json: what is malformed has its place") {
  CHECK(parsed(parse_json, "[1,]") == "a token stands in the wrong place @3");
  CHECK(parsed(parse_json, "") == "nothing but blanks @0");
}

TEST_CASE("tree: members are found by name and by path") {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto tree = parse_json(R"({"a":{"b":"x"},"n":1,"a":{"b":"y","c":null}})", budget);
  REQUIRE(tree);
  CHECK(tree->at({"a", "b"})->text == "y");
  CHECK(tree->at({"a", "c"})->is(Node::Kind::null));
  CHECK(tree->at({"a", "b", "c"}) == nullptr);
  CHECK(tree->at({}) == &*tree);
  CHECK(tree->find("n")->text == "1");
  CHECK(tree->find("missing") == nullptr);
  CHECK(tree->find("a")->string("b") == "y");
  CHECK(tree->string("n") == "");
}

TEST_CASE("json: depth, nodes and memory are limited") {
  CHECK(parsed(parse_json, std::string(128, '[') + std::string(128, ']')).starts_with("[["));
  CHECK(parsed(parse_json, std::string(129, '[') + std::string(129, ']')) ==
        "nested deeper than the limit @128");
  base::Limits limits;
  limits.memory = 40'000;
  base::Budget budget(limits);
  std::string many = "[1";
  for (int i = 0; i < 1000; ++i) many += ",1";
  const auto tree = parse_json(many + "]", budget);
  REQUIRE_FALSE(tree);
  CHECK(tree.error().code == base::Code::limit);
  CHECK(budget.exhausted());
  CHECK(budget.memory() == 0);
}

TEST_CASE("jsonc: comments, trailing commas and a mark; lines stay") {
  CHECK(parsed(parse_jsonc,
               "\xEF\xBB\xBF// head\n{/* a\n b */\"a\": [1, 2, ], // x\n \"b\": \"//\",\n}",
               true) == "{a@3:[@31,@32],b@4:\"//\"}");
  CHECK(parsed(parse_jsonc, R"({"a":"\"/*","b":[1,/*,*/],})") == "{a:\"\"/*\",b:[1]}");
  CHECK(parsed(parse_jsonc, "{}//") == "{}");
}

TEST_CASE("jsonc: what is still malformed, with its place in the input") {
  CHECK(parsed(parse_jsonc, "[,]") == "a token stands in the wrong place @1");
  CHECK(parsed(parse_jsonc, "[1,,]") == "a token stands in the wrong place @3");
  CHECK(parsed(parse_jsonc, "{\"a\":,}").starts_with("a token stands in the wrong place"));
  CHECK(parsed(parse_jsonc, "\xEF\xBB\xBF[1 /* ") == "a comment or a string does not end @6");
  CHECK(parsed(parse_jsonc, "[\"a\\\"]") == "a comment or a string does not end @1");
  CHECK(parsed(parse_jsonc, "[1 / 2]") == "comments are not JSON @3");
}

}  // namespace
}  // namespace bartizan::text

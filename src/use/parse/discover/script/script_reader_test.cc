#include "use/parse/discover/script/script_reader.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "use/parse/discover/rows.h"
#include "use/parse/discover/script/token.h"

namespace {

using namespace bartizan;

class Found final : public record::RowSink {
 public:
  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    const record::Row row{std::string(kind), {fields.begin(), fields.end()}};
    record::Detection one;
    if (kind == use::kDetectionRow && use::read_detection(row, 0, one)) all.push_back(one);
    return true;
  }
  std::vector<record::Detection> all;
};

std::uint64_t steps_of(std::string_view text, Found& found, std::string_view path = "a.ts") {
  const base::Limits limits;
  base::Budget budget(limits);
  use::Report report(found, scan::Catalog::embedded());
  use::SourceText source{path, text, budget, report};
  use::read_script(source);
  return budget.steps();
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += part;
  return all;
}

TEST_CASE("a key in code is named by its service and shown nowhere") {
  // Put together here, so that no scanner takes this file for a leak.
  const std::string key = "sk-" + std::string(
                                      "9f86d081884c7d65"
                                      "9a2feaa0c55ad015");
  Found found;
  steps_of("import OpenAI from \"openai\";\nnew OpenAI({ apiKey: \"" + key + "\" });\n", found);
  REQUIRE(found.all.size() == 2);
  CHECK(found.all[1].kind == record::ComponentKind::credential);
  CHECK(found.all[1].name.starts_with("key:openai"));
  for (const record::Detection& one : found.all) {
    CHECK(one.evidence.find(key) == std::string::npos);
  }
}

TEST_CASE("work grows with the text, whatever it is") {
  for (const std::string_view part : {"(",
                                      "[{",
                                      "a=>",
                                      "a?b:",
                                      "a.b(",
                                      "/[",
                                      "`${",
                                      "<a b={",
                                      "new ",
                                      "x=x+",
                                      "a||",
                                      "{a:{",
                                      "import{a as ",
                                      "const{a=",
                                      "a<b<",
                                      "f(async ",
                                      "case \"gpt-4\",",
                                      "let a=a;",
                                      "}",
                                      "=:",
                                      "class A extends ",
                                      "process.env.",
                                      "\"a\"+"}) {
    for (const std::string_view path : {"a.tsx", "a.ts", "a.vue"}) {
      CAPTURE(part);
      Found found;
      const std::string small = repeated(std::string(part) + "\n", 2000);
      const std::string large = repeated(std::string(part) + "\n", 8000);
      const std::uint64_t once = steps_of(small, found, path);
      const std::uint64_t more = steps_of(large, found, path);
      CHECK(more <= 8 * (once + 0x20000));
    }
  }
}

TEST_CASE("blanks and comments before the code cost no more than other bytes") {
  for (const std::string_view part : {" ", "\n", "// x\n"}) {
    Found found;
    const std::string text = repeated(part, 200'000) + "import OpenAI from \"openai\";\n";
    CHECK(steps_of(text, found) <= 4 * text.size());
    CHECK(found.all.size() == 1);
  }
}

TEST_CASE("brackets know their mates in any text") {
  rc::check([] {
    const auto parts =
        *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
            "(",  ")", "[", "]", "{", "}",  "`",  "${", "<a", ">",  "/>", "</a>",
            "\"", "'", "/", "a", " ", "\n", "\\", "=",  "=>", "//", "/*"}));
    std::string text;
    for (const std::string& part : parts) text += part;
    const base::Limits limits;
    base::Budget budget(limits);
    use::script::Tokens tokens;
    use::script::tokenize(text, 0, text.size(), true, budget, tokens);
    const auto& list = tokens.list;
    for (std::size_t i = 0; i < list.size(); ++i) {
      RC_ASSERT(list[i].at + list[i].size <= text.size());
      if (list[i].kind != use::script::Kind::open) continue;
      RC_ASSERT(list[i].mate > i);
      RC_ASSERT(list[i].mate < list.size());
      RC_ASSERT(list[list[i].mate].mate == i);
    }
  });
}

}  // namespace

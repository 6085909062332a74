// What does not change what a template means does not change its verdict.
#include <doctest/doctest.h>

#include <functional>
#include <regex>
#include <string>

#include "run/analyse.h"
#include "support/recipes.h"

namespace bartizan {
namespace {

record::Verdict verdict(const std::string& text) {
  return run::analyse_bytes(test::as_bytes(text), "chat_template.jinja").verdict;
}

void unchanged(const char* what, const std::function<std::string(const std::string&)>& change) {
  int changed = 0;
  for (const test::Input& input : test::all_inputs("formats/template/recipes")) {
    // Raw blocks show what others run; broken ones have no tags to change.
    if (input.bytes.find("{% raw") != std::string::npos) continue;
    const std::string text = change(input.bytes);
    changed += text != input.bytes;
    CHECK_MESSAGE(verdict(text) == verdict(input.bytes),
                  what << ": " << input.name << ": " << text);
  }
  CHECK(changed > 50);
}

TEST_CASE("template verdicts: blanks inside tags") {
  unchanged("blanks", [](const std::string& text) {
    const std::string wide = std::regex_replace(text, std::regex(R"(\{\{(?![-+{]))"), "{{ \n\t");
    return std::regex_replace(wide, std::regex(R"(\{%(?![-+]))"), "{% \n\t");
  });
}

TEST_CASE("template verdicts: comments between tags") {
  unchanged("comments", [](const std::string& text) {
    const std::string once =
        std::regex_replace(text, std::regex(R"(\}\}(?!\}))"), "}}{# a ' comment #}");
    return std::regex_replace(once, std::regex(R"(%\})"), "%}{#- x -#}");
  });
}

TEST_CASE("template verdicts: strings in two pieces") {
  const std::regex literal(R"('([^'\\\n%{}]{2})([^'\\\n{}%]+)')");
  unchanged("neighbours", [&](const std::string& text) {
    return std::regex_replace(text, literal, "'$1' \"$2\"");
  });
  unchanged("concatenation", [&](const std::string& text) {
    return std::regex_replace(text, literal, "('$1' ~ '$2')");
  });
}

TEST_CASE("template verdicts: line ends between tags") {
  unchanged("line ends", [](const std::string& text) {
    return std::regex_replace(text, std::regex(R"(%\}\{%)"), "%}\n{%");
  });
}

}  // namespace
}  // namespace bartizan

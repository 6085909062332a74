// What does not change what a template means does not change its verdict.
#include <doctest/doctest.h>

#include <functional>
#include <regex>
#include <string>

#include "base/budget.h"
#include "run/analyse.h"
#include "scan/formats/template/lexer.h"
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
  CHECK(changed > 30);
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
    return std::regex_replace(once, std::regex(R"(%\})"), "%}{# x #}");
  });
}

// Each plain string literal of two characters or more, cut after the first and joined by `between`.
std::string split_strings(const std::string& text, const char* open, const char* between,
                          const char* close) {
  base::Limits limits;
  base::Budget budget(limits);
  base::Vec<scan::templates::Token> tokens(budget);
  (void)scan::templates::lex(text, tokens);
  std::string out;
  std::size_t at = 0;  // behind the last literal; its neighbour is part of the same string
  for (const auto& token : tokens) {
    const std::string literal = text.substr(token.begin, token.length);
    if (token.kind != scan::templates::TokenKind::string || literal.size() < 4 ||
        literal.find('\\') != std::string::npos || token.begin <= at + 1) {
      continue;
    }
    out += text.substr(at, token.begin - at);
    const std::string quote = literal.substr(0, 1);
    out +=
        open + quote + literal.substr(1, 1) + quote + between + quote + literal.substr(2) + close;
    at = token.begin + token.length;
  }
  return out + text.substr(at);
}

TEST_CASE("template verdicts: strings in two pieces") {
  unchanged("neighbours", [](const std::string& text) { return split_strings(text, "", " ", ""); });
  unchanged("concatenation",
            [](const std::string& text) { return split_strings(text, "(", " ~ ", ")"); });
  unchanged("sum", [](const std::string& text) { return split_strings(text, "(", " + ", ")"); });
}

TEST_CASE("template verdicts: line ends between tags") {
  unchanged("line ends", [](const std::string& text) {
    return std::regex_replace(text, std::regex(R"(%\}\{%)"), "%}\n{%");
  });
}

TEST_CASE("template verdicts: want of memory is never clean") {
  const std::string text =
      "{% set a = '__cla' %}{% macro f(x) %}{{ x.content ~ a }}{% endmacro %}{% for message in "
      "messages %}{{ f(message) }}{% endfor %}";
  int refused = 0;
  for (std::uint64_t memory = 0; memory < 200'000; memory += 997) {
    base::Limits limits;
    limits.memory = memory;
    const auto artifact = run::analyse_bytes(test::as_bytes(text), "chat_template.jinja",
                                             record::Depth::content, limits);
    const bool short_of_memory = artifact.verdict != record::Verdict::clean;
    refused += short_of_memory ? 1 : 0;
    if (!short_of_memory) CHECK(artifact.coverage.gaps.empty());
  }
  CHECK(refused > 10);
  CHECK(verdict(text) == record::Verdict::clean);
}

}  // namespace
}  // namespace bartizan

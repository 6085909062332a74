#include "report/framework.h"

#include <doctest/doctest.h>

#include "report/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

constexpr TerminalStyle kPeople{.people = true, .color = false, .ascii = false, .columns = 80};

TEST_CASE("every framework, requirement and check has a page") {
  for (const auto& framework : assure::assess::frameworks()) {
    CHECK(explain_framework(framework.id, {}, kPeople).starts_with(framework.id));
    for (const std::string& alias : framework.aliases) {
      CHECK(explain_framework(alias, {}, kPeople).starts_with(framework.id));
    }
    for (const auto& one : framework.requirements) {
      const std::string whole = framework.id + ":" + one.id;
      CAPTURE(whole);
      CHECK(explain_framework(whole, {}, kPeople).starts_with(one.id));
      CHECK_FALSE(explain_framework(one.id, {}, kPeople).empty());
    }
  }
  for (const auto& check : assure::assess::check_texts()) {
    CHECK(explain_framework(check.id, {}, kPeople).starts_with(check.id));
  }
  CHECK(explain_framework("no such thing", {}, kPeople).empty());
}

TEST_CASE("a requirement's page says what is asked, of whom, and how well that is known") {
  CHECK(sample::matches_golden("framework.requirement.txt",
                               explain_framework("guidelines:V1", {}, kPeople)));
  CHECK(
      sample::matches_golden("framework.check.txt", explain_framework("bom-signed", {}, kPeople)));
  CHECK(sample::matches_golden("framework.page.txt",
                               explain_framework("secure-by-design", {}, kPeople)));
}

TEST_CASE("a short id leads to the current edition and names the others") {
  const std::string page = explain_framework("1.A", {}, kPeople);
  CHECK(page.find("cpg-2.0") != std::string::npos);
  CHECK(page.find("cpg-1.0.1:1.A") != std::string::npos);
}

TEST_CASE("texts that were imported stand with their attribution, others are asked for") {
  const std::string without = explain_framework("C6.1.1", {}, kPeople);
  CHECK(without.find("framework import") != std::string::npos);
  ImportedTexts texts;
  texts["aisvs-1.0"].framework = "aisvs-1.0";
  texts["aisvs-1.0"].by_id["v1.0-C6.1.1"] = "somebody's\x1b[31m words";
  const std::string with = explain_framework("C6.1.1", texts, kPeople);
  CHECK(with.find("framework import") == std::string::npos);
  CHECK(with.find("CC BY-SA") != std::string::npos);
  CHECK(with.find('\x1b') == std::string::npos);
}

TEST_CASE("levels above the one that was asked for are left out") {
  const auto& aisvs = *assure::assess::framework("aisvs-1.0");
  const std::string first = framework_page(aisvs, {}, {kPeople, false, 1});
  CHECK(first.find("v1.0-C6.1.1 ") != std::string::npos);
  CHECK(first.find("v1.0-C6.1.3 ") == std::string::npos);
}

TEST_CASE("JSON of frameworks fits its schema") {
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/framework-1.schema.json");
  CHECK(schema.problem(framework_list_json(assure::assess::frameworks())) == "");
  for (const auto& framework : assure::assess::frameworks()) {
    CAPTURE(framework.id);
    CHECK(schema.problem(framework_json(framework, {})) == "");
  }
}

TEST_CASE("a misspelt id is led to the nearest one") {
  CHECK(nearest_framework("guidlines") == "guidelines");
  CHECK(nearest_framework("models-cleen") == "models-clean");
  CHECK(nearest_framework("qqqqqqqqqqqqq") == "");
}

}  // namespace
}  // namespace bartizan::report

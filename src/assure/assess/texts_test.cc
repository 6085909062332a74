#include "assure/assess/texts.h"

#include <doctest/doctest.h>

#include "assure/parse/requirements/requirements.h"
#include "assure/sign/read_test.h"

namespace bartizan::assure::assess {
namespace {

std::expected<TextsTaken, std::string> take(std::string_view text) {
  return take_texts(*framework("aisvs-1.0"), sign::rows_of(requirements::parse, text));
}

constexpr std::string_view kChapter =
    "## C6.1 A section\n\n"
    "| # | Description | Level |\n"
    "| :--: | ------ | :-: |\n"
    "| **6.1.1** | **Check that** models are looked at \\| before use. | 1 |\n"
    "| **6.1.3** | a hash is there | 2 |\n\n"
    "| 6.9.9 | a row of no table | 1 |\n";

TEST_CASE("texts are taken from a chapter in Markdown") {
  const auto taken = take(kChapter);
  REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : taken.error()));
  CHECK(taken->by_id.size() == 2);
  CHECK(taken->by_id.find("v1.0-C6.1.1")->second ==
        "Check that models are looked at | before use.");
  CHECK(taken->by_id.find("v1.0-C6.1.3")->second == "a hash is there");
  CHECK(taken->notes.empty());
}

TEST_CASE("texts are taken from a table, whatever stands between its columns") {
  const auto taken = take(
      "\xef\xbb\xbfid;chapter;level;requirement\r\n"
      "v1.0-C6.1.1;C6;1;\"one; with a semicolon\"\r\n"
      "C6.1.3;C6;2;two\r\n");
  REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : taken.error()));
  CHECK(taken->by_id.find("v1.0-C6.1.1")->second == "one; with a semicolon");
  CHECK(taken->by_id.find("v1.0-C6.1.3")->second == "two");
}

TEST_CASE("a copy of another version is refused whole") {
  const auto level = take("id,level,requirement\nC6.1.1,1,one\nC6.1.3,1,two\n");
  REQUIRE_FALSE(level.has_value());
  CHECK(level.error().find("v1.0-C6.1.3 has level 1 in it, not 2") != std::string::npos);
  const auto unknown = take("id,level,requirement\nC6.1.1,1,one\nC6.9.1,1,two\n");
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().find("C6.9.1") != std::string::npos);
  CHECK_FALSE(take("id,level,requirement\nC6.1.1,1,one\nC6.1.1,1,two\n").has_value());
}

TEST_CASE("what is no table says so and takes nothing") {
  for (const std::string_view text : {"", "no table\n", "a,b\n1,2\n", "| a | b |\n| 1 | 2 |\n"}) {
    CAPTURE(text);
    const auto taken = take(text);
    REQUIRE(taken.has_value());
    CHECK(taken->by_id.empty());
    CHECK(taken->notes.size() == 1);
  }
  const auto ragged = take("id,level,requirement\nC6.1.1,1\nC6.1.3,2,two\n");
  REQUIRE(ragged.has_value());
  CHECK(ragged->by_id.size() == 1);
  REQUIRE(ragged->notes.size() == 1);
  CHECK(ragged->notes.front().line == 2);
}

TEST_CASE("texts that are longer than a sentence or two are cut between characters") {
  std::string text = "id,level,requirement\nC6.1.1,1,";
  for (std::size_t i = 0; i < requirements::kMostText; ++i) text += "\xc3\xa9";
  const auto taken = take(text + "\n");
  REQUIRE(taken.has_value());
  CHECK(taken->by_id.begin()->second.size() <= requirements::kMostText);
  CHECK(taken->by_id.begin()->second.ends_with("\xc3\xa9"));
  CHECK(taken->notes.size() == 1);
}

TEST_CASE("texts are kept and read again") {
  Texts texts;
  texts.framework = "aisvs-1.0";
  texts.at = 1'795'000'000'000;
  texts.sources = {"aa", "bb"};
  texts.by_id = {{"v1.0-C6.1.1", "one \"quoted\"\nline"}, {"v1.0-C6.1.3", "two"}};
  const auto again = read_texts(write_texts(texts));
  REQUIRE(again.has_value());
  CHECK(*again == texts);
  CHECK(again->of("v1.0-C6.1.3") == "two");
  CHECK(again->of("v1.0-C6.1.2").empty());
  for (const std::string_view bad : {"", "{}", "[]", "{\"form\": \"other\"}"}) {
    CHECK_FALSE(read_texts(bad).has_value());
  }
}

}  // namespace
}  // namespace bartizan::assure::assess

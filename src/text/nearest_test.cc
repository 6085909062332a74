// What is near enough to a word to have been meant by it.
#include "text/nearest.h"

#include <doctest/doctest.h>

#include <array>

namespace bartizan::text {
namespace {

TEST_CASE("neighbours that change places are one error") {
  CHECK(edit_distance("ruel", "rule") == 1);
  CHECK(edit_distance("", "ab") == 2);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("a typing error is guessed, and another word is not") {
  constexpr std::array<std::string_view, 5> kKnown{"--jobs", "guidelines", "energy", "po",
                                                   "policy"};
  CHECK(nearest("--job", kKnown) == "--jobs");
  CHECK(nearest("--bogus", kKnown).empty());
  CHECK(nearest("guidlines", kKnown) == "guidelines");
  CHECK(nearest("guide", kKnown).empty());
  CHECK(nearest("enrgy", kKnown) == "energy");
  CHECK(nearest("polcy", kKnown) == "policy");
  CHECK(nearest("pocily", kKnown) == "policy");
  CHECK(nearest("op", kKnown) == "po");
  CHECK(nearest("nope", kKnown).empty());
  CHECK(nearest("", kKnown).empty());
}

}  // namespace
}  // namespace bartizan::text

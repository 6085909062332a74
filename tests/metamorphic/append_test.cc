// Bytes behind or before a file are never silently part of a clean one.
#include <doctest/doctest.h>

#include <set>

#include "support/mutate.h"

namespace bartizan::test {
namespace {

using record::Verdict;

const std::string kAppended("\x01\xfe no format claims this \xff\x02", 26);

TEST_CASE("appended bytes are never silently clean") {
  // Text goes on where it goes on.
  const std::set<std::string> no_end{"jinja", "template", "text"};
  std::vector<std::string> problems;
  for (const Input& input : small_inputs(1 << 20)) {
    const auto before = analyse_checked(input.bytes, input.path, input.depth, input.name, problems);
    if (before.verdict != Verdict::clean || no_end.contains(before.format)) continue;
    const std::string what = input.name + " with bytes appended";
    const auto after =
        analyse_checked(input.bytes + kAppended, input.path, input.depth, what, problems);
    if (after.verdict == Verdict::clean && after.findings.size() <= before.findings.size()) {
      problems.push_back(what + ": clean, and no finding says so");
    }
  }
  CHECK_MESSAGE(problems.empty(), join(problems));
}

// What was found in the file itself is still found when something stands behind it.
TEST_CASE("appending never lowers a verdict to clean") {
  std::vector<std::string> problems;
  for (const Input& input : small_inputs(1 << 20)) {
    const auto before = analyse_checked(input.bytes, kModelName, input.depth, input.name, problems);
    for (const std::string& tail : {kAppended, std::string(64, '\0'), std::string("\n")}) {
      const std::string what =
          input.name + " with " + std::to_string(tail.size()) + " bytes behind";
      const auto after =
          analyse_checked(input.bytes + tail, kModelName, input.depth, what, problems);
      if (before.verdict > Verdict::clean && after.verdict <= Verdict::clean) {
        problems.push_back(what + ": " + std::string(record::name(before.verdict)) + " became " +
                           std::string(record::name(after.verdict)));
      }
    }
  }
  CHECK_MESSAGE(problems.empty(), join(problems));
}

}  // namespace
}  // namespace bartizan::test

// The same bytes give the same result, at every depth, and the invariants hold.
#include <doctest/doctest.h>

#include "record/json.h"
#include "support/mutate.h"

namespace bartizan::test {
namespace {

TEST_CASE("every recipe keeps the invariants and gives the same result twice") {
  std::vector<std::string> problems;
  for (const Input& input : all_inputs()) {
    for (const record::Depth depth :
         {record::Depth::structure, record::Depth::content, record::Depth::full}) {
      const std::string what = input.name + " at depth " + std::string(record::name(depth));
      const auto first = analyse_checked(input.bytes, input.path, depth, what, problems);
      const auto second = analyse_checked(input.bytes, input.path, depth, what, problems);
      if (record::to_json(first) != record::to_json(second)) {
        problems.push_back(what + ": two results");
      }
    }
  }
  CHECK_MESSAGE(problems.empty(), join(problems));
}

// A name can raise a verdict, never lower it.
TEST_CASE("renaming never lowers a verdict below that of the nameless bytes") {
  std::vector<std::string> problems;
  for (const Input& input : small_inputs(64 * 1024)) {
    const auto nameless =
        analyse_checked(input.bytes, "artifact", input.depth, input.name, problems);
    for (const std::string_view path : {"a.txt", "a.png", "README", "model.pkl", "a.safetensors"}) {
      const std::string what = input.name + " as " + std::string(path);
      const auto named = analyse_checked(input.bytes, path, input.depth, what, problems);
      if (named.verdict < nameless.verdict) problems.push_back(what + ": a lower verdict");
    }
  }
  CHECK_MESSAGE(problems.empty(), join(problems));
}

}  // namespace
}  // namespace bartizan::test

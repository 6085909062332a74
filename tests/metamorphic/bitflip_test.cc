// Changed bits never break an invariant, and the result stays a function of the bytes.
#include <doctest/doctest.h>

#include <random>

#include "record/json.h"
#include "support/mutate.h"

namespace bartizan::test {
namespace {

TEST_CASE("flipped bits keep the invariants") {
  std::vector<std::string> problems;
  std::mt19937 random(20260101);  // the same flips in every run
  std::size_t flips = 0;
  for (const Input& input : small_inputs(64 * 1024)) {
    if (input.bytes.empty()) continue;
    const auto whole = analyse_checked(input.bytes, input.path, input.depth, input.name, problems);
    const std::size_t most = input.bytes.size() <= 4096 ? 32 : 8;
    for (const std::size_t at : offsets(whole, input.bytes.size(), most)) {
      const unsigned bit = random() % 8;
      std::string bytes = input.bytes;
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ 1u << bit);
      const std::string what =
          input.name + " bit " + std::to_string(bit) + " of byte " + std::to_string(at);
      const auto first = analyse_checked(bytes, input.path, input.depth, what, problems);
      ++flips;
      if (flips % 16 != 0) continue;
      const auto second = analyse_checked(bytes, input.path, input.depth, what, problems);
      if (record::to_json(first) != record::to_json(second)) {
        problems.push_back(what + ": two results");
      }
    }
  }
  MESSAGE(flips << " flips");
  CHECK_MESSAGE(problems.empty(), join(problems));
}

// Lengths and counts at their extremes, wherever they stand.
TEST_CASE("fields at their extremes keep the invariants") {
  std::vector<std::string> problems;
  for (const Input& input : small_inputs(4096)) {
    const auto whole = analyse_checked(input.bytes, input.path, input.depth, input.name, problems);
    for (const std::size_t at : offsets(whole, input.bytes.size(), 16)) {
      for (const char value : {'\0', '\x7f', '\xff'}) {
        std::string bytes = input.bytes;
        for (std::size_t i = at; i < std::min(at + 4, bytes.size()); ++i) bytes[i] = value;
        const std::string what = input.name + " with 4 bytes of " +
                                 std::to_string(static_cast<unsigned char>(value)) + " at " +
                                 std::to_string(at);
        analyse_checked(bytes, input.path, input.depth, what, problems);
      }
    }
  }
  CHECK_MESSAGE(problems.empty(), join(problems));
}

}  // namespace
}  // namespace bartizan::test

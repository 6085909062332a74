// The whole analysis: identification, the walk through nested members and every parser, with the
// architecture's invariants asserted on the result.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "record/json.h"
#include "run/analyse.h"
#include "support/mutate.h"

namespace {

using namespace bartizan;

void require(const std::string& broken) {
  if (broken.empty()) return;
  std::fprintf(stderr, "invariant: %s\n", broken.c_str());
  __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  base::Limits limits;
  limits.decoded = 16 * base::kMiB;  // a bomb shows nothing new after that, and costs a second
  limits.memory = 64 * base::kMiB;
  // The input itself says at which depth, so that one corpus file always means one thing.
  constexpr record::Depth kDepths[] = {record::Depth::content, record::Depth::structure,
                                       record::Depth::full};
  const record::Depth depth = kDepths[size % std::size(kDepths)];
  const auto first = run::analyse_bytes(bytes, test::kModelName, depth, limits);
  require(test::broken_invariant(first, size));
  // Twice the same: no state survives, no uninitialised byte decides.
  if (size <= 4096) {
    const auto second = run::analyse_bytes(bytes, test::kModelName, depth, limits);
    if (record::to_json(first) != record::to_json(second)) require("two results");
  }
  return 0;
}

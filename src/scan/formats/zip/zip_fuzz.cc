// Any bytes as this format at every depth: the walk's own invariants hold, within small limits.
#include "run/analyse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  base::Limits limits;
  limits.memory = 96 * base::kMiB;
  limits.decoded = 4 * base::kMiB;
  limits.steps = 4'000'000;
  for (const auto depth : {record::Depth::structure, record::Depth::content, record::Depth::full}) {
    (void)run::analyse_bytes(bytes, "model.pt", depth, limits);
  }
  return 0;
}

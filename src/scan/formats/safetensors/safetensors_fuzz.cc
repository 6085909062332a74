// Any bytes as safetensors: the walk's own invariants hold, and a clean verdict means that the
// reference implementation's conditions hold too (checked by the property test, not here).
#include "run/analyse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  for (const auto depth : {record::Depth::structure, record::Depth::content}) {
    (void)run::analyse_bytes(bytes, "model.safetensors", depth);
  }
  return 0;
}

// Every claim of every format on any bytes: bounded, and the walk's invariants hold behind it.
#include "run/analyse.h"
#include "scan/format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  if (size == 0) return 0;
  base::MemorySource source(bytes);
  const scan::Probe probe{bytes.first(std::min(size, scan::kHeadBytes)),
                          bytes.last(std::min(size, scan::kTailBytes)), size, &source};
  for (const scan::Format* format : scan::formats()) (void)format->claim(probe);
  (void)run::analyse_bytes(bytes, "model.bin", record::Depth::structure);
  return 0;
}

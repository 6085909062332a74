// The reader of stored results: whatever it accepts, it writes again and reads back equal.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "record/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string json(data, data + size);
  const auto artifact = record::artifact_from_json(json);
  if (!artifact) return 0;
  const auto again = record::artifact_from_json(record::to_json(*artifact));
  if (!again || *again != *artifact) __builtin_trap();
  return 0;
}

// Parser of safetensors: length, JSON header, tensor table, data (docs/formats/safetensors.md).
#pragma once

#include <cstdint>

#include "scan/artifact.h"

namespace bartizan::scan::safetensors {

// The length of the header, an unsigned 64-bit integer in little endian.
inline constexpr std::uint64_t kPrefixBytes = 8;
// MAX_HEADER_SIZE of the reference implementation (safetensors/src/tensor.rs).
inline constexpr std::uint64_t kMaxHeader = 100'000'000;

void parse(Artifact& artifact);

}  // namespace bartizan::scan::safetensors

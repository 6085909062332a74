// Every limit of the scanner in one struct, explained in docs/limits.md.
//
// Limits bound work and memory, never the size of a file: a 400 GB checkpoint is legal. Hitting one
// is a finding (BZ-LIM-*) and makes coverage partial. Plain data, no ownership, thread-safe.
#pragma once

#include <cstdint>

namespace bartizan::base {

inline constexpr std::uint64_t kKiB = 1024;
inline constexpr std::uint64_t kMiB = 1024 * kKiB;
inline constexpr std::uint64_t kGiB = 1024 * kMiB;

struct Limits {
  // Memory of the abstract state of one artifact, all parsers together.
  std::uint64_t memory = 512 * kMiB;
  // Abstract steps (pickle opcodes, template nodes, archive records ...). A dense 20 MB pickle has
  // 10.3 million opcodes, so this allows about 8 GB of nothing but opcodes.
  std::uint64_t steps = std::uint64_t{1} << 32;
  // Containers in containers, top-level file = 0.
  std::uint32_t nesting = 16;
  // Members of one top-level artifact, all containers together.
  std::uint64_t members = 100'000;
  // Bytes that decompression may produce for one top-level artifact.
  std::uint64_t decoded = 4 * kGiB;
  // Output/input ratio of one compressed stream; applies above `ratio_floor` bytes of output.
  std::uint64_t ratio = 1000;
  std::uint64_t ratio_floor = 64 * kMiB;
  // Decoded bytes that may be held in memory at once (members that need random access).
  std::uint64_t held = 256 * kMiB;
  // JSON header of safetensors; the reference implementation's MAX_HEADER_SIZE is 100,000,000.
  std::uint64_t json_header = 100'000'000;
  // Depth of JSON, template and literal nesting.
  std::uint32_t json_depth = 128;
  // Length of one name: global, member, tensor, metadata key.
  std::uint32_t name = 64 * kKiB;
  // Tensors of one artifact.
  std::uint64_t tensors = 1'000'000;
  // Labelled spans kept for one artifact.
  std::uint64_t spans = 1'000'000;
  // Bytes of one string kept as evidence.
  std::uint32_t evidence = 4 * kKiB;
  // Findings of one rule in one artifact; further ones are counted.
  std::uint32_t findings_per_rule = 100;
  // Facts of one artifact; further ones are counted.
  std::uint32_t facts = 10'000;
  // Text read whole for templates and configuration.
  std::uint64_t text = 16 * kMiB;
  // First bytes of a compressed tensor payload that are decoded and probed at depth content.
  std::uint64_t payload_probe = 64 * kKiB;
  // Operands (bytes, str) of a pickle that are decoded and analysed as artifacts of their own.
  std::uint32_t operand_decode_depth = 4;
  std::uint64_t operand_decode_bytes = 16 * kMiB;
};

}  // namespace bartizan::base

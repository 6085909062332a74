// CRC-32 as gzip and ZIP use it (RFC 1952 section 8). Pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bartizan::codec {

// Continues from `crc`; start with 0.
std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes);

}  // namespace bartizan::codec

#include "codec/checksum.h"

#include <zlib.h>

namespace bartizan::codec {

std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes) {
  const auto* data = static_cast<const Bytef*>(static_cast<const void*>(bytes.data()));
  return bytes.empty() ? crc : static_cast<std::uint32_t>(::crc32_z(crc, data, bytes.size()));
}

}  // namespace bartizan::codec

// Integers as they stand in files: loads from bytes in little or big endian.
//
// The only place that turns bytes into integers. Callers have already checked that the bytes are
// there (base/reader.h does it for parsers). Pure functions.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>

namespace bartizan::base {

template <std::integral T>
T load_le(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  return value;
}

template <std::integral T>
T load_be(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  return value;
}

}  // namespace bartizan::base

// Integers as they stand in files: loads from bytes in little or big endian.
//
// The only place that turns bytes into integers. Callers have already checked that the bytes are
// there (base/reader.h does it for parsers). Pure functions.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <span>

#include "base/result.h"

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

// A field of a record whose bytes are all present (Reader::take made sure); a place past the end is
// a programmer error.
template <std::integral T>
T le_at(std::span<const std::byte> bytes, std::size_t offset) {
  BZ_CHECK(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset);
  return load_le<T>(bytes.data() + offset);
}

template <std::integral T>
T be_at(std::span<const std::byte> bytes, std::size_t offset) {
  BZ_CHECK(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset);
  return load_be<T>(bytes.data() + offset);
}

}  // namespace bartizan::base

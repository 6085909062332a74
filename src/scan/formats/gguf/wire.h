// Wire: GGUF's integers and strings in the byte order and widths of one file.
//
// A thin layer over base::Reader with its sticky failure: check ok() of the reader. Version 1 has
// 32 bits where later versions have 64 (ggml docs/gguf.md, "Historical State"). Owns nothing.
#pragma once

#include <cstdint>
#include <span>

#include "base/reader.h"

namespace bartizan::scan::gguf {

// What no file holds: a declared size from here on was written to wrap a loader's arithmetic, while
// a smaller one may belong to a file that was cut off.
inline constexpr std::uint64_t kImpossible = std::uint64_t{1} << 40;

class Wire {
 public:
  Wire(base::Reader& reader, bool big_endian, std::uint32_t version)
      : reader_(&reader), big_endian_(big_endian), wide_(version >= 2) {}

  base::Reader& reader() { return *reader_; }
  bool ok() const { return reader_->ok(); }
  std::uint64_t pos() const { return reader_->pos(); }

  std::uint32_t u32() { return integer<std::uint32_t>(); }
  std::uint64_t u64() { return integer<std::uint64_t>(); }
  template <std::integral T>
  T integer() {
    return big_endian_ ? reader_->be<T>() : reader_->le<T>();
  }
  // A count, a length or a dimension.
  std::uint64_t size() { return wide_ ? u64() : u32(); }
  std::uint64_t size_width() const { return wide_ ? 8 : 4; }

 private:
  base::Reader* reader_;
  bool big_endian_;
  bool wide_;
};

}  // namespace bartizan::scan::gguf

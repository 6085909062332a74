// Reader: the one way a parser reads hostile bytes.
//
// What it is: a cursor over a Source (through a window charged to the budget) or over bytes in
// memory, with one subtractive bounds check and sticky failure: after the first failure every read
// returns zero or nothing, ok() is false and the first error and its offset are kept. A record is
// read field after field and checked once; loops are `while (r.ok() && ...)`.
// What it is not: a parser of anything. Spans it hands out stay valid until the next call that
// moves or reads. It owns its window, not the source. One thread.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/budget.h"
#include "base/le.h"
#include "base/result.h"
#include "base/source.h"
#include "base/vec.h"

namespace bartizan::base {

inline constexpr std::size_t kWindow = 128 * kKiB;
// The largest single take(); larger payloads are read by chunk() or skipped.
inline constexpr std::size_t kMaxTake = 16 * kMiB;

inline std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const std::byte> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

class Reader {
 public:
  // Over bytes that outlive the reader; reads no source and allocates nothing.
  explicit Reader(std::span<const std::byte> bytes);
  // Over source[begin, begin + size). pos() counts from `begin`.
  Reader(Source& source, Budget& budget, std::uint64_t begin, std::uint64_t size);
  Reader(Source& source, Budget& budget) : Reader(source, budget, 0, source.size()) {}
  Reader(Reader&&) noexcept = default;
  Reader& operator=(Reader&&) = delete;

  bool ok() const { return error_.code == Code::ok; }
  const Error& error() const { return error_; }
  void fail(Code code, const char* what) {
    if (ok()) error_ = {code, pos(), what};
    cursor_ = end_ = begin_;  // an empty window: every fast path now misses
  }

  std::uint64_t size() const { return size_; }
  std::uint64_t pos() const {
    return ok() ? window_offset_ + static_cast<std::uint64_t>(cursor_ - begin_) : error_.offset;
  }
  std::uint64_t left() const { return ok() ? size_ - pos() : 0; }
  bool at_end() const { return left() == 0; }

  std::uint8_t u8() {
    if (cursor_ != end_) [[likely]]
      return static_cast<std::uint8_t>(*cursor_++);
    const auto bytes = take(1);
    return bytes.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes[0]);
  }
  template <std::integral T>
  T le() {
    if (static_cast<std::size_t>(end_ - cursor_) >= sizeof(T)) [[likely]] {
      const T value = load_le<T>(cursor_);
      cursor_ += sizeof(T);
      return value;
    }
    const auto bytes = take(sizeof(T));
    return bytes.empty() ? T{0} : load_le<T>(bytes.data());
  }
  template <std::integral T>
  T be() {
    const auto bytes = take(sizeof(T));
    return bytes.empty() ? T{0} : load_be<T>(bytes.data());
  }

  // Exactly n bytes, or failure and nothing.
  std::span<const std::byte> take(std::uint64_t n) {
    if (n <= static_cast<std::size_t>(end_ - cursor_)) [[likely]] {
      const std::span<const std::byte> bytes(cursor_, static_cast<std::size_t>(n));
      cursor_ += n;
      return bytes;
    }
    return take_slow(n);
  }
  std::string_view take_text(std::uint64_t n) { return text_of(take(n)); }
  // Up to n bytes from here without moving; fewer at the end; never fails for want of bytes.
  std::span<const std::byte> peek(std::uint64_t n);
  // Between 1 and `most` bytes, as many as the window holds; empty only at the end or on failure.
  std::span<const std::byte> chunk(std::size_t most = kMaxTake);
  void skip(std::uint64_t n) {
    if (n <= static_cast<std::size_t>(end_ - cursor_)) [[likely]] {
      cursor_ += n;
      return;
    }
    if (need(n)) seek(pos() + n);
  }
  // Moves to an absolute position; seeking past the end fails.
  void seek(std::uint64_t position);
  // Bytes up to `delimiter`, which is consumed and not returned. Fails with truncated when there is
  // none, with limit when more than `most` bytes stand before it.
  std::span<const std::byte> until(std::byte delimiter, std::size_t most);
  // A declared count, refused before anything is reserved when `min_bytes` each cannot be present.
  std::uint64_t count(std::uint64_t n, std::uint64_t min_bytes);

 private:
  // The one bounds check.
  bool need(std::uint64_t n) {
    if (!ok()) return false;
    if (n > size_ - pos()) {
      fail(Code::truncated, "fewer bytes are present than declared");
      return false;
    }
    return true;
  }
  std::span<const std::byte> take_slow(std::uint64_t n);
  // Makes at least n bytes (n <= left()) visible at the cursor.
  bool fill(std::size_t n);

  Source* source_ = nullptr;
  Vec<std::byte> window_;
  const std::byte* begin_ = nullptr;  // window in use
  const std::byte* cursor_ = nullptr;
  const std::byte* end_ = nullptr;
  std::uint64_t window_offset_ = 0;  // position of begin_
  std::uint64_t origin_ = 0;         // source offset of position 0
  std::uint64_t size_ = 0;
  Error error_;
};

}  // namespace bartizan::base

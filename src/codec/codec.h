// Decoder: one streaming interface over every decompressor the formats need.
//
// What it is: bytes in, bytes out, step by step, one compressed stream at a time. What it is not: a
// reader of containers, or of concatenated streams (scan/decoded.h strings those together as the
// loaders do). All memory of the libraries is charged to the budget; produced bytes are charged as
// decoded output and held against the ratio limit, unless the caller has paid for them before. Owns
// the library's state. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/budget.h"

namespace bartizan::codec {

enum class Method : std::uint8_t {
  deflate,     // RFC 1951 without any wrapper
  zlib,        // RFC 1950
  gzip,        // RFC 1952, one member
  bz2,         // one "BZh" stream
  xz,          // the .xz format, one stream
  lzma_alone,  // the .lzma format of LZMA Utils: 13 bytes of header
  zstd,        // RFC 8878, one frame, skippable ones included
  lz4,         // LZ4 frame format, one frame, skippable ones included
};
inline constexpr std::uint8_t kMethods = 8;

const char* name(Method method);

enum class State : std::uint8_t {
  more,         // wants more input or more room
  done,         // the stream ended, its own checksum (where it has one) was right
  error,        // the bytes contradict the method
  unsupported,  // legal, but needs something that is not supported (a preset dictionary ...)
  limit,        // the budget refused memory or output
};

struct Step {
  std::size_t consumed = 0;
  std::size_t produced = 0;
  State state = State::more;
};

// Whether produced bytes count against limits.decoded. Bytes that are decoded a second time were
// paid for; they are charged as steps by whoever decides to read again.
enum class Charge : std::uint8_t { output, nothing };

class Decoder {
 public:
  Decoder(base::Budget& budget, Method method, Charge charge = Charge::output);
  ~Decoder() { end(); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Consumes from the front of `in` and fills the front of `out`. Without input and without output
  // nothing happens. States other than `more` are final until reset().
  Step step(std::span<const std::byte> in, std::span<std::byte> out);
  // Ready for the next stream of the same method. Totals go on counting unless `forget`.
  void reset(bool forget = false);

  Method method() const { return method_; }
  std::uint64_t total_in() const { return total_in_; }
  std::uint64_t total_out() const { return total_out_; }

 private:
  void end();

  base::Budget* budget_;
  Method method_;
  Charge charge_;
  State state_ = State::more;
  void* stream_ = nullptr;  // the library's state, see codec/library.h
  std::uint64_t total_in_ = 0;
  std::uint64_t total_out_ = 0;
};

}  // namespace bartizan::codec

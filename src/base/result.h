// Result and Error: how operational trouble travels, and BZ_CHECK for programmer error.
//
// What it is: an alias of std::expected with one small error type. What it is not: the way parsers
// report hostile bytes (those become findings and coverage, see scan/sink.h). Errors own nothing:
// `what` points to static text. Thread-safe: plain values.
#pragma once

#include <cstdint>
#include <expected>

namespace bartizan::base {

enum class Code : std::uint8_t {
  ok,
  truncated,    // fewer bytes present than the structure needs
  malformed,    // bytes contradict the format
  limit,        // a named limit was hit (base/limits.h)
  io,           // the operating system refused
  changed,      // the file changed while it was read
  unsupported,  // understood, but not implemented
  invalid,      // a caller's argument or a user's input is wrong
  internal,     // a broken promise of our own
};

// 24 bytes, trivially copyable. `offset` is a byte offset where one is meaningful, else 0.
struct [[nodiscard]] Error {
  Code code = Code::ok;
  std::uint64_t offset = 0;
  const char* what = "";
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Code code, const char* what, std::uint64_t offset = 0) {
  return std::unexpected(Error{code, offset, what});
}

// The name used in reports: "truncated", "malformed" ...
const char* name(Code code);

}  // namespace bartizan::base

// A broken invariant of ours, never a property of input. It traps: inside a worker that becomes a
// finding and an incomplete verdict; the core itself never aborts or prints.
#define BZ_CHECK(condition)          \
  do {                               \
    if (!(condition)) [[unlikely]] { \
      __builtin_trap();              \
    }                                \
  } while (false)

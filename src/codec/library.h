// Library: what codec.cc needs to know of one decompression library.
//
// What it is: three functions per method; each .cc of this folder wraps one library and exports a
// constant. What it is not: an interface for anybody else. The state that begin() returns belongs
// to the caller, who passes it to end().
#pragma once

#include "base/budget.h"
#include "codec/codec.h"

namespace bartizan::codec {

struct Library {
  // nullptr when the budget refuses; nothing is leaked then.
  void* (*begin)(base::Budget& budget, Method method);
  Step (*step)(void* stream, std::span<const std::byte> in, std::span<std::byte> out);
  void (*end)(base::Budget& budget, void* stream);
};

extern const Library kZlib;  // deflate, zlib, gzip
extern const Library kBzip2;
extern const Library kLzma;  // xz, lzma_alone
extern const Library kZstd;
extern const Library kLz4;

// The hooks of the libraries ask for memory through these; `opaque` is the Budget.
inline void* allocate(void* opaque, std::size_t bytes) {
  return base::charged_alloc(*static_cast<base::Budget*>(opaque), bytes);
}
inline void release(void* opaque, void* block) {
  base::charged_free(*static_cast<base::Budget*>(opaque), block);
}
// The product of a count and a size, or a size that no budget grants.
inline std::size_t array_bytes(std::size_t items, std::size_t size) {
  std::size_t bytes = 0;
  return __builtin_mul_overflow(items, size, &bytes) ? SIZE_MAX : bytes;
}

}  // namespace bartizan::codec

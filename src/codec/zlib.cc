// deflate, zlib and gzip by zlib (RFC 1951, 1950, 1952).
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "codec/library.h"

namespace bartizan::codec {
namespace {

constexpr int kWindowBits = 15;
constexpr int kGzipWrapper = 16;  // added to the window bits, see inflateInit2 in zlib.h

void* hook_allocate(void* opaque, uInt items, uInt size) {
  return allocate(opaque, array_bytes(items, size));
}
void hook_release(void* opaque, void* block) { release(opaque, block); }

uInt clamp(std::size_t n) {
  return static_cast<uInt>(std::min<std::size_t>(n, std::numeric_limits<uInt>::max()));
}

void* begin(base::Budget& budget, Method method) {
  auto* stream = static_cast<z_stream*>(base::charged_alloc(budget, sizeof(z_stream)));
  if (stream == nullptr) return nullptr;
  *stream = {};
  stream->zalloc = hook_allocate;
  stream->zfree = hook_release;
  stream->opaque = &budget;
  const int bits = method == Method::deflate ? -kWindowBits
                   : method == Method::gzip  ? kWindowBits + kGzipWrapper
                                             : kWindowBits;
  if (inflateInit2(stream, bits) == Z_OK) return stream;
  base::charged_free(budget, stream);
  return nullptr;
}

Step step(void* opaque, std::span<const std::byte> in, std::span<std::byte> out) {
  auto* stream = static_cast<z_stream*>(opaque);
  // zlib promises not to write through next_in (ZLIB_CONST is a compile-time choice of its own).
  stream->next_in = static_cast<Bytef*>(const_cast<void*>(static_cast<const void*>(in.data())));
  stream->avail_in = clamp(in.size());
  stream->next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
  stream->avail_out = clamp(out.size());
  Bytef nothing = 0;  // inflate refuses a null output even where it has nothing to write
  if (stream->next_out == nullptr) stream->next_out = &nothing;
  const uInt in_before = stream->avail_in, out_before = stream->avail_out;
  const int code = inflate(stream, Z_NO_FLUSH);
  Step result{in_before - stream->avail_in, out_before - stream->avail_out, State::more};
  switch (code) {
    case Z_OK:
    case Z_BUF_ERROR:
      break;  // no progress was possible: not an error
    case Z_STREAM_END:
      result.state = State::done;
      break;
    case Z_NEED_DICT:
      result.state = State::unsupported;
      break;
    case Z_MEM_ERROR:
      result.state = State::limit;
      break;
    default:
      result.state = State::error;
      break;
  }
  return result;
}

void end(base::Budget& budget, void* opaque) {
  inflateEnd(static_cast<z_stream*>(opaque));
  base::charged_free(budget, opaque);
}

}  // namespace

constinit const Library kZlib{begin, step, end};

}  // namespace bartizan::codec

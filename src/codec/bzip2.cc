// bz2 by libbz2.
#include <bzlib.h>

#include <algorithm>
#include <limits>

#include "codec/library.h"

namespace bartizan::codec {
namespace {

void* hook_allocate(void* opaque, int items, int size) {
  if (items < 0 || size < 0) return nullptr;
  return allocate(opaque,
                  array_bytes(static_cast<std::size_t>(items), static_cast<std::size_t>(size)));
}
void hook_release(void* opaque, void* block) { release(opaque, block); }

unsigned clamp(std::size_t n) {
  return static_cast<unsigned>(std::min<std::size_t>(n, std::numeric_limits<unsigned>::max()));
}

void* begin(base::Budget& budget, Method) {
  auto* stream = static_cast<bz_stream*>(base::charged_alloc(budget, sizeof(bz_stream)));
  if (stream == nullptr) return nullptr;
  *stream = {};
  stream->bzalloc = hook_allocate;
  stream->bzfree = hook_release;
  stream->opaque = &budget;
  if (BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK) return stream;
  base::charged_free(budget, stream);
  return nullptr;
}

Step step(void* opaque, std::span<const std::byte> in, std::span<std::byte> out) {
  auto* stream = static_cast<bz_stream*>(opaque);
  stream->next_in = static_cast<char*>(const_cast<void*>(static_cast<const void*>(in.data())));
  stream->avail_in = clamp(in.size());
  stream->next_out = static_cast<char*>(static_cast<void*>(out.data()));
  stream->avail_out = clamp(out.size());
  const unsigned in_before = stream->avail_in, out_before = stream->avail_out;
  const int code = BZ2_bzDecompress(stream);
  Step result{in_before - stream->avail_in, out_before - stream->avail_out, State::more};
  switch (code) {
    case BZ_OK:
      break;
    case BZ_STREAM_END:
      result.state = State::done;
      break;
    case BZ_MEM_ERROR:
      result.state = State::limit;
      break;
    default:
      result.state = State::error;
      break;
  }
  return result;
}

void end(base::Budget& budget, void* opaque) {
  BZ2_bzDecompressEnd(static_cast<bz_stream*>(opaque));
  base::charged_free(budget, opaque);
}

}  // namespace

constinit const Library kBzip2{begin, step, end};

}  // namespace bartizan::codec

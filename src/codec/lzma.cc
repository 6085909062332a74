// xz and the older .lzma by liblzma.
#include <lzma.h>

#include "codec/library.h"

namespace bartizan::codec {
namespace {

void* hook_allocate(void* opaque, std::size_t items, std::size_t size) {
  return allocate(opaque, array_bytes(items, size));
}
void hook_release(void* opaque, void* block) { release(opaque, block); }

// liblzma keeps a pointer to the hooks, so they live beside the stream.
struct Stream {
  lzma_stream stream;
  lzma_allocator allocator;
};

void* begin(base::Budget& budget, Method method) {
  auto* state = static_cast<Stream*>(base::charged_alloc(budget, sizeof(Stream)));
  if (state == nullptr) return nullptr;
  *state = {LZMA_STREAM_INIT, {hook_allocate, hook_release, &budget}};
  state->stream.allocator = &state->allocator;
  // The budget refuses memory; liblzma's own limit stays out of the way.
  const lzma_ret code = method == Method::xz ? lzma_stream_decoder(&state->stream, UINT64_MAX, 0)
                                             : lzma_alone_decoder(&state->stream, UINT64_MAX);
  if (code == LZMA_OK) return state;
  base::charged_free(budget, state);
  return nullptr;
}

Step step(void* opaque, std::span<const std::byte> in, std::span<std::byte> out) {
  lzma_stream& stream = static_cast<Stream*>(opaque)->stream;
  stream.next_in = static_cast<const std::uint8_t*>(static_cast<const void*>(in.data()));
  stream.avail_in = in.size();
  stream.next_out = static_cast<std::uint8_t*>(static_cast<void*>(out.data()));
  stream.avail_out = out.size();
  const lzma_ret code = lzma_code(&stream, LZMA_RUN);
  Step result{in.size() - stream.avail_in, out.size() - stream.avail_out, State::more};
  switch (code) {
    case LZMA_OK:
    case LZMA_BUF_ERROR:
      break;  // no progress was possible: not an error
    case LZMA_STREAM_END:
      result.state = State::done;
      break;
    case LZMA_MEM_ERROR:
    case LZMA_MEMLIMIT_ERROR:
      result.state = State::limit;
      break;
    case LZMA_OPTIONS_ERROR:
    case LZMA_UNSUPPORTED_CHECK:
      result.state = State::unsupported;
      break;
    default:
      result.state = State::error;
      break;
  }
  return result;
}

void end(base::Budget& budget, void* opaque) {
  lzma_end(&static_cast<Stream*>(opaque)->stream);
  base::charged_free(budget, opaque);
}

}  // namespace

constinit const Library kLzma{begin, step, end};

}  // namespace bartizan::codec

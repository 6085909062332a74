// lz4 frames by liblz4 (LZ4 Frame format 1.6).
#define LZ4F_STATIC_LINKING_ONLY  // for the custom allocator and the error codes
#include <lz4frame.h>

#include "codec/library.h"

namespace bartizan::codec {
namespace {

void* hook_allocate(void* opaque, std::size_t bytes) { return allocate(opaque, bytes); }
void hook_release(void* opaque, void* block) { release(opaque, block); }

void* begin(base::Budget& budget, Method) {
  const LZ4F_CustomMem memory{hook_allocate, nullptr, hook_release, &budget};
  return LZ4F_createDecompressionContext_advanced(memory, LZ4F_VERSION);
}

Step step(void* opaque, std::span<const std::byte> in, std::span<std::byte> out) {
  std::size_t consumed = in.size(), produced = out.size();
  const std::size_t code = LZ4F_decompress(static_cast<LZ4F_dctx*>(opaque), out.data(), &produced,
                                           in.data(), &consumed, nullptr);
  if (LZ4F_isError(code)) {
    const LZ4F_errorCodes error = LZ4F_getErrorCode(code);
    const bool memory = error == LZ4F_ERROR_allocation_failed;
    return {0, 0, memory ? State::limit : State::error};
  }
  const bool moved = consumed > 0 || produced > 0;
  return {consumed, produced, code == 0 && moved ? State::done : State::more};
}

void end(base::Budget&, void* opaque) {
  LZ4F_freeDecompressionContext(static_cast<LZ4F_dctx*>(opaque));
}

}  // namespace

constinit const Library kLz4{begin, step, end};

}  // namespace bartizan::codec

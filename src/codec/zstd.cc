// zstd by libzstd (RFC 8878).
#define ZSTD_STATIC_LINKING_ONLY  // for the custom allocator
#include <zstd.h>
#include <zstd_errors.h>

#include "codec/library.h"

namespace bartizan::codec {
namespace {

// RFC 8878 section 3.1.1.1.1.2 recommends that decoders accept windows of at least 8 MiB; 128 MiB
// is the decoder's default, which `zstd --long` stays within.
constexpr int kWindowLog = 27;

void* hook_allocate(void* opaque, std::size_t bytes) { return allocate(opaque, bytes); }
void hook_release(void* opaque, void* block) { release(opaque, block); }

void* begin(base::Budget& budget, Method) {
  ZSTD_DCtx* context = ZSTD_createDCtx_advanced({hook_allocate, hook_release, &budget});
  if (context == nullptr) return nullptr;
  ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kWindowLog);
  return context;
}

Step step(void* opaque, std::span<const std::byte> in, std::span<std::byte> out) {
  ZSTD_inBuffer input{in.data(), in.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  const std::size_t code = ZSTD_decompressStream(static_cast<ZSTD_DCtx*>(opaque), &output, &input);
  Step result{input.pos, output.pos, State::more};
  if (ZSTD_isError(code)) {
    switch (ZSTD_getErrorCode(code)) {
      case ZSTD_error_memory_allocation:
        result.state = State::limit;
        break;
      case ZSTD_error_frameParameter_windowTooLarge:
      case ZSTD_error_frameParameter_unsupported:
      case ZSTD_error_version_unsupported:
      case ZSTD_error_dictionary_wrong:
        result.state = State::unsupported;
        break;
      // Returned after many calls without progress; the caller runs out of input on its own.
      case ZSTD_error_noForwardProgress_inputEmpty:
      case ZSTD_error_noForwardProgress_destFull:
        break;
      default:
        result.state = State::error;
        break;
    }
  } else if (code == 0 && (result.consumed > 0 || result.produced > 0)) {
    result.state = State::done;
  }
  return result;
}

void end(base::Budget&, void* opaque) { ZSTD_freeDCtx(static_cast<ZSTD_DCtx*>(opaque)); }

}  // namespace

constinit const Library kZstd{begin, step, end};

}  // namespace bartizan::codec

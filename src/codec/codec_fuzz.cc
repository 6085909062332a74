// Any bytes through every decoder: the same output whatever the size of the pieces, no more output
// than the limits allow, and no memory left behind. The first byte chooses the method.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "codec/codec.h"

namespace {

using namespace bartizan;

struct Result {
  codec::State state = codec::State::more;
  std::vector<std::byte> bytes;
};

Result decode(codec::Method method, std::span<const std::byte> in, std::size_t in_piece,
              std::size_t out_piece) {
  base::Limits limits;
  limits.memory = 96 * base::kMiB;
  limits.decoded = base::kMiB;
  base::Budget budget(limits);
  Result result;
  {
    codec::Decoder decoder(budget, method);
    std::vector<std::byte> room(out_piece);
    while (true) {
      const auto step = decoder.step(in.first(std::min(in_piece, in.size())), room);
      if (step.consumed > in.size() || step.produced > room.size()) __builtin_trap();
      in = in.subspan(step.consumed);
      result.bytes.insert(result.bytes.end(), room.begin(),
                          room.begin() + static_cast<std::ptrdiff_t>(step.produced));
      result.state = step.state;
      if (step.state != codec::State::more) break;
      if (step.consumed == 0 && step.produced == 0) break;
    }
    if (decoder.total_out() != result.bytes.size()) __builtin_trap();
  }
  if (budget.memory() != 0) __builtin_trap();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const auto method = static_cast<codec::Method>(data[0] % codec::kMethods);
  const auto bytes = std::span(reinterpret_cast<const std::byte*>(data), size).subspan(1);
  const Result whole = decode(method, bytes, bytes.size(), 64 * base::kKiB);
  const Result pieces = decode(method, bytes, 37, 4093);
  // How far a damaged stream or a limit gets may depend on the pieces; a whole one may not.
  const bool complete = whole.state == codec::State::done && pieces.state == codec::State::done;
  if (complete && whole.bytes != pieces.bytes) __builtin_trap();
  return 0;
}

#include "scan/identify.h"

#include <algorithm>
#include <array>

namespace bartizan::scan {
namespace {

bool is_other(const Format& format) {
  return format.kind == Kind::document || format.kind == Kind::native;
}

}  // namespace

Identity identify(Artifact& artifact) {
  Identity identity{base::Vec<const Format*>(artifact.budget()), true, false};
  std::array<std::byte, kHeadBytes> head_bytes;
  std::array<std::byte, kTailBytes> tail_bytes;
  const std::uint64_t size = artifact.size();
  const auto head = std::span(head_bytes)
                        .first(static_cast<std::size_t>(std::min<std::uint64_t>(size, kHeadBytes)));
  const auto tail_size = static_cast<std::size_t>(std::min<std::uint64_t>(size, kTailBytes));
  auto tail =
      std::span(tail_bytes).first(artifact.source().cheap(size - tail_size) ? tail_size : 0);
  // Of a small artifact the tail has been read with the head; archives hold many small members.
  const bool whole = size <= kHeadBytes;
  if (whole) tail = head.last(tail_size);
  if (!artifact.source().read(0, head) ||
      (!whole && !artifact.source().read(size - tail.size(), tail))) {
    identity.readable = false;
    return identity;
  }
  const Probe probe{head, tail, size, &artifact.source()};

  const Format* plausible = nullptr;
  const Format* other = nullptr;
  for (const Format* format : formats()) {
    if (is_other(*format) && (other != nullptr || !identity.claims.empty())) continue;
    const Claim claim = format->claim(probe);
    if (claim == Claim::no) continue;
    if (is_other(*format)) {
      other = format;
    } else if (claim == Claim::certain) {
      if (!identity.claims.try_push(format)) identity.readable = false;
    } else if (plausible == nullptr) {
      plausible = format;
    }
  }
  identity.certain = !identity.claims.empty();
  if (!identity.certain) {
    const Format* only = plausible != nullptr ? plausible : other;
    if (only != nullptr && !identity.claims.try_push(only)) identity.readable = false;
  }
  return identity;
}

}  // namespace bartizan::scan

#include "scan/identify.h"

#include <algorithm>

namespace bartizan::scan {
namespace {

bool is_other(const Format& format) {
  return format.kind == Kind::document || format.kind == Kind::native;
}

}  // namespace

Identity identify(Artifact& artifact) {
  Identity identity{base::Vec<const Format*>(artifact.budget()), true, false};
  base::Vec<std::byte> head(artifact.budget()), tail(artifact.budget());
  const auto take = [&](base::Vec<std::byte>& bytes, std::uint64_t offset, std::uint64_t length) {
    return bytes.try_resize(static_cast<std::size_t>(length)) &&
           artifact.source().read(offset, bytes.span());
  };
  const std::uint64_t size = artifact.size();
  const std::uint64_t head_size = std::min<std::uint64_t>(size, kHeadBytes);
  const std::uint64_t tail_size =
      artifact.source().front_only() ? 0 : std::min<std::uint64_t>(size, kTailBytes);
  if (!take(head, 0, head_size) || !take(tail, size - tail_size, tail_size)) {
    identity.readable = false;
    return identity;
  }
  const Probe probe{head.span(), tail.span(), size, &artifact.source()};

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

#include "scan/formats/gguf/format.h"

#include "base/le.h"
#include "scan/formats/gguf/parse.h"

namespace bartizan::scan::gguf {
namespace {

// Versions are small numbers, so one half of the field is zero in either byte order; text that
// happens to begin with the four letters has no zero byte there.
bool plausible_version(std::span<const std::byte> head) {
  if (head.size() < 8) return true;
  const auto version = base::load_le<std::uint32_t>(head.subspan(4).data());
  return (version & 0xFFFF) == 0 || (version >> 16) == 0;
}

Claim claim(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  return (head.starts_with("GGUF") || head.starts_with("FUGG")) && plausible_version(probe.head)
             ? Claim::certain
             : Claim::no;
}

// llama.cpp before August 2023: magics 0x67676d6c ("ggml"), 0x67676d66 ("ggmf"), 0x67676a74
// ("ggjt") and 0x67676C61 ("ggla") as little-endian integers.
Claim claim_legacy(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  for (const std::string_view magic : {"lmgg", "fmgg", "tjgg", "algg"}) {
    if (head.starts_with(magic) && plausible_version(probe.head)) return Claim::certain;
  }
  return Claim::no;
}

}  // namespace

constexpr Format kGguf{"gguf", "GGUF", Kind::model, claim, parse};
constexpr Format kLegacy{"ggml-legacy", "ggml (before GGUF)", Kind::recognised, claim_legacy,
                         nullptr};

}  // namespace bartizan::scan::gguf

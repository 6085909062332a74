#include "scan/detect/payload.h"

#include <cstring>

#include "base/le.h"
#include "base/reader.h"
#include "scan/rules.h"

namespace bartizan::scan::detect {
namespace {

using base::load_be;
using base::load_le;

constexpr std::size_t kProbeWindow = 256 * base::kKiB;
// What a header test may need beyond the candidate's first byte: the PE header offset stands at
// 0x3C and is rarely beyond the first KiB (PE/COFF specification, "MS-DOS Stub").
constexpr std::size_t kHeaderReach = 1024;
// Random bytes hold a candidate pair every 16 KiB or so; only the block it stands in is looked at.
constexpr std::size_t kBlock = 512;

std::uint8_t at(std::span<const std::byte> bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

// System V ABI, "ELF Header": class, data, version and e_version, a known e_type and e_ehsize.
bool is_elf(std::span<const std::byte> bytes) {
  if (bytes.size() < 64 || load_be<std::uint32_t>(bytes.data()) != 0x7F454C46) return false;
  const std::uint8_t wide = at(bytes, 4), order = at(bytes, 5);
  if (wide < 1 || wide > 2 || order < 1 || order > 2 || at(bytes, 6) != 1) return false;
  const auto half = [&](std::size_t i) {
    return order == 1 ? load_le<std::uint16_t>(bytes.subspan(i).data())
                      : load_be<std::uint16_t>(bytes.subspan(i).data());
  };
  return half(16) >= 1 && half(16) <= 4 && half(wide == 1 ? 40 : 52) == (wide == 1 ? 52 : 64);
}

// PE/COFF: "MZ", e_lfanew inside reach, "PE\0\0", a sane section count and optional header size.
bool is_pe(std::span<const std::byte> bytes) {
  if (bytes.size() < 64 || at(bytes, 0) != 'M' || at(bytes, 1) != 'Z') return false;
  const std::uint32_t header = load_le<std::uint32_t>(bytes.subspan(0x3C).data());
  if (header < 4 || header > bytes.size() || bytes.size() - header < 24) return false;
  const auto pe = bytes.subspan(header);
  const std::uint16_t sections = load_le<std::uint16_t>(pe.subspan(6).data());
  return load_be<std::uint32_t>(pe.data()) == 0x50450000 && sections >= 1 && sections <= 96;
}

// mach/machine.h and mach-o/loader.h: magic, a known CPU type, a known file type.
bool is_mach_o(std::span<const std::byte> bytes) {
  if (bytes.size() < 32) return false;
  const std::uint32_t magic = load_le<std::uint32_t>(bytes.data());
  if (magic != 0xFEEDFACE && magic != 0xFEEDFACF) return false;
  const std::uint32_t cpu = load_le<std::uint32_t>(bytes.subspan(4).data()) & 0x00FFFFFF;
  const std::uint32_t type = load_le<std::uint32_t>(bytes.subspan(12).data());
  return (cpu == 7 || cpu == 12 || cpu == 18) && type >= 1 && type <= 12;
}

// Whether any two neighbouring bytes could begin a header. Branch-free, so that the compiler turns
// it into vector code: random payload must cost no more than reading it.
bool may_hold_header(std::span<const std::byte> bytes) {
  unsigned found = 0;
  const std::byte* p = bytes.data();
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    const auto a = static_cast<std::uint8_t>(p[i]), b = static_cast<std::uint8_t>(p[i + 1]);
    found |= static_cast<unsigned>((a == 0x7F) & (b == 'E')) |
             static_cast<unsigned>((a == 'M') & (b == 'Z')) |
             static_cast<unsigned>(((a == 0xCE) | (a == 0xCF)) & (b == 0xFA));
  }
  return found != 0;
}

}  // namespace

std::optional<std::string_view> native_code(std::span<const std::byte> bytes) {
  if (bytes.size() >= 8 && base::text_of(bytes.first(6)) == "MZqFpD") return "APE";
  if (is_elf(bytes)) return "ELF";
  if (is_pe(bytes)) return "PE";
  if (is_mach_o(bytes)) return "Mach-O";
  return std::nullopt;
}

void probe_payload(Artifact& artifact, Range range) {
  base::Reader reader = artifact.reader(range.offset, range.length);
  while (reader.ok() && !reader.at_end()) {
    const std::uint64_t begin = reader.pos();
    const auto window = reader.peek(kProbeWindow);
    if (window.empty()) break;
    const bool last = window.size() == reader.left();
    // Headers that start in the last reach of the window are looked at in the next one.
    const std::size_t usable =
        last || window.size() <= kHeaderReach ? window.size() : window.size() - kHeaderReach;
    for (std::size_t block = 0; block < usable; block += kBlock) {
      const auto part = window.subspan(block, std::min(kBlock + 1, window.size() - block));
      if (!may_hold_header(part)) continue;
      for (std::size_t i = 0; i + 1 < part.size() && block + i < usable; ++i) {
        const auto a = at(part, i);
        if (a != 0x7F && a != 'M' && a != 0xCE && a != 0xCF) continue;
        const auto here = window.subspan(block + i);
        if (const auto kind = native_code(here.first(std::min(here.size(), kHeaderReach)))) {
          artifact.finding(kEmbeddedNativeCode, {range.offset + begin + block + i, 64}, *kind,
                           {{"kind", *kind}});
        }
      }
    }
    reader.skip(usable);
  }
  if (!reader.ok()) artifact.partial("unreadable", range);
}

}  // namespace bartizan::scan::detect

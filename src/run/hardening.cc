#include "run/hardening.h"

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/le.h"

namespace bartizan::run {
namespace {

using base::le_at;

// Of 64-bit little-endian files (gABI, chapters 4 and 5).
constexpr std::size_t kHeader = 64, kProgramHeader = 56;
constexpr std::uint16_t kShared = 3;  // ET_DYN
constexpr std::uint32_t kDynamic = 2, kStack = 0x6474e551, kRelro = 0x6474e552,
                        kProperty = 0x6474e553;
constexpr std::uint32_t kExecutable = 1;
constexpr std::uint64_t kFlags = 30, kFlags1 = 0x6ffffffb, kBindNowTag = 24;
constexpr std::uint64_t kBindNow = 8, kNow1 = 1;
// x86: GNU_PROPERTY_X86_FEATURE_1_AND; arm64: GNU_PROPERTY_AARCH64_FEATURE_1_AND. Both features
// are the two lowest bits.
constexpr std::uint32_t kX86Features = 0xc0000002, kArmFeatures = 0xc0000000;

std::span<const std::byte> part(std::span<const std::byte> bytes, std::uint64_t offset,
                                std::uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) return {};
  return bytes.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

bool binds_now(std::span<const std::byte> dynamic) {
  for (std::size_t at = 0; at + 16 <= dynamic.size(); at += 16) {
    const auto tag = le_at<std::uint64_t>(dynamic, at);
    const auto value = le_at<std::uint64_t>(dynamic, at + 8);
    if (tag == kBindNowTag) return true;
    if (tag == kFlags && (value & kBindNow) != 0) return true;
    if (tag == kFlags1 && (value & kNow1) != 0) return true;
  }
  return false;
}

// A note of GNU properties: name size, size, type, "GNU\0", then properties of type, size, data.
bool guards_control_flow(std::span<const std::byte> note) {
  constexpr std::size_t kNoteHeader = 16;
  for (std::size_t at = kNoteHeader; at + 12 <= note.size();) {
    const auto type = le_at<std::uint32_t>(note, at);
    const auto size = le_at<std::uint32_t>(note, at + 4);
    if (type == kX86Features || type == kArmFeatures) {
      return size >= 4 && (le_at<std::uint32_t>(note, at + 8) & 3U) == 3U;
    }
    at += 8 + (std::size_t{size} + 7) / 8 * 8;
  }
  return false;
}

}  // namespace

Hardening hardening(std::string_view elf) {
  Hardening found;
  const auto bytes = std::as_bytes(std::span(elf));
  constexpr std::string_view kMagic =
      "\x7f"
      "ELF\x02\x01";  // 64 bit, little endian
  if (bytes.size() < kHeader || !elf.starts_with(kMagic)) return found;
  found.is_elf = true;
  found.position_independent = le_at<std::uint16_t>(bytes, 16) == kShared;
  const auto offset = le_at<std::uint64_t>(bytes, 32);
  const auto count = le_at<std::uint16_t>(bytes, 56);
  for (std::uint16_t i = 0; i < count; ++i) {
    const auto header = part(bytes, offset + std::uint64_t{i} * kProgramHeader, kProgramHeader);
    if (header.empty()) break;
    const auto type = le_at<std::uint32_t>(header, 0);
    const auto content =
        part(bytes, le_at<std::uint64_t>(header, 8), le_at<std::uint64_t>(header, 32));
    if (type == kRelro) found.relro = true;
    if (type == kStack) {
      found.no_executable_stack = (le_at<std::uint32_t>(header, 4) & kExecutable) == 0;
    }
    if (type == kDynamic) found.bind_now = binds_now(content);
    if (type == kProperty) found.control_flow = guards_control_flow(content);
  }
  // The name of the function that a failed check calls, as the symbol table holds it.
  constexpr std::string_view kFail("\0__stack_chk_fail\0", 18);
  found.stack_protector = elf.find(kFail) != elf.npos;
  return found;
}

namespace {

std::vector<std::string> named(const Hardening& h, bool wanted) {
  std::vector<std::string> names;
  const auto add = [&](bool is, const char* name) {
    if (is == wanted) names.emplace_back(name);
  };
  add(h.position_independent, "position independent");
  add(h.relro, "read-only relocations");
  add(h.bind_now, "bound at the start");
  add(h.no_executable_stack, "no executable stack");
  add(h.stack_protector, "stack protector");
  add(h.control_flow, "control-flow protection");
  return names;
}

}  // namespace

std::vector<std::string> Hardening::there() const { return named(*this, true); }
std::vector<std::string> Hardening::missing() const { return named(*this, false); }

}  // namespace bartizan::run

#include "scan/formats/tar/header.h"

#include <algorithm>

#include "base/reader.h"

namespace bartizan::scan::tar {
namespace {

struct Field {
  std::size_t offset, length;
};
// POSIX.1-2017 pax, "ustar Interchange Format"; the last two from GNU tar's tar.h.
constexpr Field kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kType{156, 1}, kLink{157, 100},
    kMagic{257, 8}, kPrefix{345, 155}, kExtended{482, 1};

std::string_view text(std::span<const std::byte> block, Field field) {
  const std::string_view whole = base::text_of(block.subspan(field.offset, field.length));
  return whole.substr(0, whole.find('\0'));
}

}  // namespace

bool is_zero(std::span<const std::byte> block) {
  return std::all_of(block.begin(), block.end(), [](std::byte b) { return b == std::byte{0}; });
}

std::optional<std::uint64_t> read_number(std::span<const std::byte> field) {
  const auto first = std::to_integer<unsigned>(field[0]);
  if ((first & 0x80) != 0) {
    std::uint64_t value = first & 0x3F;
    if ((first & 0x40) != 0) return std::nullopt;  // negative
    for (const std::byte b : field.subspan(1)) {
      if ((value >> 55) != 0) return std::nullopt;
      value = value << 8 | std::to_integer<unsigned>(b);
    }
    return value;
  }
  std::uint64_t value = 0;
  bool ended = false;
  bool started = false;
  for (const std::byte b : field) {
    const char c = static_cast<char>(b);
    if (c == ' ' || c == '\0') {
      ended = ended || started;
    } else if (c < '0' || c > '7' || ended) {
      return std::nullopt;
    } else {
      value = value << 3 | static_cast<unsigned>(c - '0');
      started = true;
    }
  }
  return value;
}

std::optional<Header> read_header(std::span<const std::byte> block) {
  if (block.size() < kBlock) return std::nullopt;
  const auto declared = read_number(block.subspan(kChecksum.offset, kChecksum.length));
  const auto size = read_number(block.subspan(kSize.offset, kSize.length));
  if (!declared || !size) return std::nullopt;
  // The sum takes the checksum field as blanks; old tars summed signed bytes.
  std::uint64_t sum = 0;
  std::int64_t signed_sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool blank = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.length;
    const auto byte = blank ? std::uint8_t{' '} : std::to_integer<std::uint8_t>(block[i]);
    sum += byte;
    signed_sum += static_cast<std::int8_t>(byte);
  }
  if (sum != *declared && static_cast<std::uint64_t>(signed_sum) != *declared) return std::nullopt;
  Header header;
  header.name = text(block, kName);
  header.link = text(block, kLink);
  header.size = *size;
  header.type = static_cast<char>(block[kType.offset]);
  const std::string_view magic = base::text_of(block.subspan(kMagic.offset, kMagic.length));
  header.gnu = magic == std::string_view("ustar  \0", 8);
  if (!header.gnu && magic.starts_with("ustar")) header.prefix = text(block, kPrefix);
  header.extended = block[kExtended.offset] != std::byte{0};
  return header;
}

std::optional<std::uint64_t> read_decimal(std::string_view digits) {
  if (digits.empty() || digits.size() > 19) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

bool next_pax(std::string_view& text, std::string_view& key, std::string_view& value) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return false;
  const auto length = read_decimal(text.substr(0, blank));
  if (!length || *length <= blank + 1 || *length > text.size()) return false;
  const std::string_view record =
      text.substr(blank + 1, static_cast<std::size_t>(*length) - blank - 1);
  const std::size_t equals = record.find('=');
  if (equals == std::string_view::npos || !record.ends_with('\n')) return false;
  key = record.substr(0, equals);
  value = record.substr(equals + 1, record.size() - equals - 2);
  text.remove_prefix(static_cast<std::size_t>(*length));
  return true;
}

}  // namespace bartizan::scan::tar

// One tar header block and the pax records before it, as plain values.
//
// What it is: field readers for ustar, GNU and v7 headers (POSIX.1-2017 pax, "ustar Interchange
// Format"; GNU tar manual, "Basic Tar Format"). What it is not: a walk (parse.h). Pure functions;
// texts are views into the block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bartizan::scan::tar {

inline constexpr std::uint64_t kBlock = 512;
// What 11 octal digits can hold; larger sizes stand in base 256 or in a pax record.
inline constexpr std::uint64_t kMaxOctalSize = 077777777777;

struct Header {
  std::string_view name, prefix, link;
  std::uint64_t size = 0;
  char type = '0';
  bool gnu = false;       // GNU magic: no prefix, other fields in its place
  bool extended = false;  // sparse map goes on in the next block
};

// nullopt when the checksum is wrong or a number is none.
std::optional<Header> read_header(std::span<const std::byte> block);
bool is_zero(std::span<const std::byte> block);
// Octal digits, or base 256 when the first bit is set.
std::optional<std::uint64_t> read_number(std::span<const std::byte> field);

// One record "<length> <key>=<value>\n" at the front of `text`, which is advanced. False when there
// is none.
bool next_pax(std::string_view& text, std::string_view& key, std::string_view& value);
std::optional<std::uint64_t> read_decimal(std::string_view text);

}  // namespace bartizan::scan::tar

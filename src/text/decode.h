// Decode: bytes of unknown encoding as UTF-8 text, losing nothing silently.
//
// Order: byte order mark (UTF-8, UTF-16 either way), valid UTF-8, Windows-1252 where every byte is
// one of its characters and sequences of UTF-8 are not the majority, else UTF-8 with Windows-1252
// for single bytes that do not fit and U+FFFD for those that are in neither. `lossy` counts the
// latter. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bartizan::text {

enum class Encoding : std::uint8_t { utf8, utf8_bom, utf16le, utf16be, windows1252, mixed };
std::string_view name(Encoding encoding);

struct Decoded {
  std::string text;  // valid UTF-8, without byte order mark
  Encoding encoding = Encoding::utf8;
  std::uint64_t lossy = 0;      // characters that became U+FFFD
  std::uint64_t first_bad = 0;  // offset in the input of the first byte that was not UTF-8
  std::uint64_t converted = 0;  // bytes that were taken as Windows-1252
};
Decoded decode(std::string_view bytes);

}  // namespace bartizan::text

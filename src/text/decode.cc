#include "text/decode.h"

#include <array>

#include "base/escape.h"
#include "text/utf8.h"

namespace bartizan::text {
namespace {

// Code points of 0x80 to 0x9F; 0 where the code page has no character (WHATWG Encoding Standard,
// index windows-1252, which fills these five with controls; Microsoft's table leaves them out).
constexpr std::array<std::uint16_t, 32> kUpper{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// 0 where there is no character.
std::uint32_t windows1252(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kUpper[byte - 0x80U] : byte;
}

struct Census {
  std::size_t first_bad = std::string_view::npos;
  std::uint64_t bad = 0;        // bytes in no sequence of UTF-8
  std::uint64_t sequences = 0;  // sequences of more than one byte
  bool all_windows = true;      // every byte is a character of Windows-1252
};

std::size_t ascii_run(std::string_view text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

Census census(std::string_view bytes) {
  Census seen;
  for (std::size_t at = ascii_run(bytes, 0); at < bytes.size(); at = ascii_run(bytes, at)) {
    const std::size_t n = base::utf8_length(bytes.substr(at));
    if (n == 0) {
      if (seen.bad++ == 0) seen.first_bad = at;
    } else {
      ++seen.sequences;
    }
    for (const char c : bytes.substr(at, n == 0 ? 1 : n)) {
      if (windows1252(static_cast<unsigned char>(c)) == 0) seen.all_windows = false;
    }
    at += n == 0 ? 1 : n;
  }
  return seen;
}

void decode_single(std::string_view bytes, bool keep_sequences, Decoded& out) {
  out.text.reserve(bytes.size() + bytes.size() / 8);
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t plain = ascii_run(bytes, at);
    out.text.append(bytes, at, plain - at);
    at = plain;
    if (at == bytes.size()) return;
    const std::size_t n = keep_sequences ? base::utf8_length(bytes.substr(at)) : 0;
    if (n > 0) {
      out.text.append(bytes, at, n);
      at += n;
      continue;
    }
    const std::uint32_t code = windows1252(static_cast<unsigned char>(bytes[at++]));
    append_utf8(out.text, code == 0 ? 0xFFFD : code);
    ++(code == 0 ? out.lossy : out.converted);
  }
}

void decode_utf16(std::string_view bytes, bool big, Decoded& out) {
  const auto unit = [&](std::size_t i) {
    const auto high = static_cast<unsigned char>(bytes[big ? i : i + 1]);
    const auto low = static_cast<unsigned char>(bytes[big ? i + 1 : i]);
    return static_cast<std::uint32_t>(high << 8 | low);
  };
  out.text.reserve(bytes.size());
  const auto lose = [&](std::size_t at) {
    if (out.lossy++ == 0) out.first_bad = at;
  };
  std::size_t at = 2;
  while (at + 1 < bytes.size()) {
    std::uint32_t code = unit(at);
    std::size_t size = 2;
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const std::uint32_t low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        size = 4;
      }
    }
    if (!append_utf8(out.text, code)) lose(at);
    at += size;
  }
  if (at < bytes.size()) {
    append_utf8(out.text, 0xFFFD);
    lose(at);
  }
}

}  // namespace

bool append_utf8(std::string& out, std::uint32_t code) {
  const bool scalar = code < 0xD800 || (code >= 0xE000 && code < 0x110000);
  if (!scalar) code = 0xFFFD;
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
  return scalar;
}

std::string_view name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "utf-8";
    case Encoding::utf8_bom:
      return "utf-8-bom";
    case Encoding::utf16le:
      return "utf-16le";
    case Encoding::utf16be:
      return "utf-16be";
    case Encoding::windows1252:
      return "windows-1252";
    case Encoding::mixed:
      return "mixed";
  }
  return "";
}

Decoded decode(std::string_view bytes) {
  Decoded out;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    const bool big = bytes.starts_with('\xFE');
    out.encoding = big ? Encoding::utf16be : Encoding::utf16le;
    decode_utf16(bytes, big, out);
    return out;
  }
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const bool marked = bytes.starts_with(kMark);
  const std::string_view body = marked ? bytes.substr(kMark.size()) : bytes;
  const Census seen = census(body);
  if (seen.bad == 0) {
    out.encoding = marked ? Encoding::utf8_bom : Encoding::utf8;
    out.text = body;
    return out;
  }
  out.first_bad = seen.first_bad + (bytes.size() - body.size());
  // Accented text of one code page rarely forms sequences of the other by chance, so where most of
  // what is not ASCII is UTF-8, or a mark says so, single stray bytes are the exception.
  const bool windows = seen.all_windows && !marked && seen.sequences <= seen.bad;
  out.encoding = windows ? Encoding::windows1252 : Encoding::mixed;
  decode_single(body, !windows, out);
  return out;
}

}  // namespace bartizan::text

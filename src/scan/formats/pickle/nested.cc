#include "scan/formats/pickle/nested.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "scan/detect/payload.h"
#include "scan/format.h"
#include "scan/formats/pickle/detect.h"
#include "scan/formats/pickle/format.h"
#include "scan/formats/pickle/machine.h"
#include "scan/formats/pickle/rules.h"
#include "scan/rules.h"

namespace bartizan::scan::pickle::nested {
namespace {

using namespace std::string_view_literals;

enum class Encoding : std::uint8_t { plain, hexadecimal, base64 };

// First bytes of what is looked for; the second byte decides in looks_like().
constexpr bool is_first(std::uint8_t byte) {
  return byte == 0x80 || byte == 'P' || byte == 0x7F || byte == 'M' || byte == 0x1F ||
         byte == 'x' || byte == 'B' || byte == 0xFD || byte == 'c' || byte == '(' || byte == 0x8C;
}

constexpr int base64_digit(std::uint8_t c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

constexpr int hex_digit(std::uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A decoder fed byte by byte; line breaks are skipped, as the usual decoders do.
class Decoder {
 public:
  explicit Decoder(Encoding encoding) : encoding_(encoding) {}

  // False when the byte belongs to no such text. `out` gets a byte when `has` is set.
  bool feed(std::uint8_t byte, std::uint8_t& out, bool& has) {
    has = false;
    if (byte == '\n' || byte == '\r') return true;
    if (encoding_ == Encoding::base64 && byte == '=') {
      ended_ = true;
      return true;
    }
    const int digit = encoding_ == Encoding::base64 ? base64_digit(byte) : hex_digit(byte);
    if (digit < 0 || ended_) return false;
    const unsigned width = encoding_ == Encoding::base64 ? 6 : 4;
    bits_ = bits_ << width | static_cast<unsigned>(digit);
    have_ += width;
    if (have_ >= 8) {
      have_ -= 8;
      out = static_cast<std::uint8_t>(bits_ >> have_);
      has = true;
    }
    return true;
  }

 private:
  Encoding encoding_;
  unsigned bits_ = 0, have_ = 0;
  bool ended_ = false;
};

bool looks_like(std::span<const std::byte> front) {
  if (front.size() < 4) return false;
  const std::string_view text = base::text_of(front);
  switch (static_cast<std::uint8_t>(front[0])) {
    case 'P':
      return text.starts_with("PK\3\4") || text.starts_with("PK\5\6");
    case 0x7F:
      return text.starts_with(
          "\x7f"
          "ELF");
    case 'M':
      return text.starts_with("MZ") && detect::native_code(front).has_value();
    case 0x1F:
      return text.starts_with("\x1f\x8b\x08");
    case 'x': {
      // RFC 1950: CMF 0x78, FLG with no dictionary and a valid check.
      const auto flags = static_cast<unsigned>(front[1]);
      return (0x7800 + flags) % 31 == 0 && (flags & 0x20) == 0 && front.size() >= 8;
    }
    case 'B':
      return text.starts_with("BZh") && text.substr(4, 3) == "1AY";
    case 0xFD:
      return text.starts_with(
          "\xfd"
          "7zXZ\0"sv);
    default:
      return begins_pickle(front);
  }
}

// Decodes as many of `front`'s bytes as are text of `encoding`; nothing when one is not.
std::size_t decode_front(std::span<const std::byte> front, Encoding encoding,
                         std::span<std::byte> out) {
  Decoder decoder(encoding);
  std::size_t n = 0;
  for (const std::byte byte : front) {
    std::uint8_t decoded = 0;
    bool has = false;
    if (!decoder.feed(static_cast<std::uint8_t>(byte), decoded, has)) return 0;
    if (has && n < out.size()) out[n++] = static_cast<std::byte>(decoded);
  }
  return n;
}

Encoding encoding_of(std::span<const std::byte> front, std::uint64_t length) {
  std::array<std::byte, kFront> decoded;
  for (const Encoding encoding : {Encoding::hexadecimal, Encoding::base64}) {
    if (encoding == Encoding::base64 && length < 16) continue;
    const std::size_t n = decode_front(front, encoding, decoded);
    if (n >= 4 && is_first(static_cast<std::uint8_t>(decoded[0])) &&
        looks_like(std::span<const std::byte>(decoded).first(n))) {
      return encoding;
    }
  }
  return Encoding::plain;
}

// Whether any format that is analysed accepts these bytes.
bool is_accepted(base::Source& source, base::Budget& budget) {
  base::Vec<std::byte> head(budget), tail(budget);
  const std::uint64_t size = source.size();
  const auto take = [&](base::Vec<std::byte>& bytes, std::uint64_t offset, std::uint64_t length) {
    return bytes.try_resize(static_cast<std::size_t>(length)) && source.read(offset, bytes.span());
  };
  const std::uint64_t tail_size = std::min<std::uint64_t>(size, kTailBytes);
  if (!take(head, 0, std::min<std::uint64_t>(size, kHeadBytes)) ||
      !take(tail, size - tail_size, tail_size)) {
    return false;
  }
  const Probe probe{head.span(), tail.span(), size, &source};
  return std::ranges::any_of(formats(), [&](const Format* format) {
    return format->kind != scan::Kind::document && format->claim(probe) != Claim::no;
  });
}

void member_name(const Operand& operand, std::string_view how, base::Text& out) {
  out.append(operand.kind == pickle::Kind::bytes || operand.kind == pickle::Kind::bytearray
                 ? "bytes@"
                 : "str@");
  out.append_number(operand.offset);
  out.append(how);
}

}  // namespace

bool is_interesting(std::span<const std::byte> front, std::uint64_t length) {
  if (front.empty()) return false;
  const auto first = static_cast<std::uint8_t>(front[0]);
  if (is_first(first) && looks_like(front)) return true;
  // base64 of those first bytes begins with one of these; hexadecimal with a digit or a letter to
  // f.
  if (base64_digit(first) < 0 || front.size() < 12) return false;
  if (hex_digit(first) < 0 && !"gUfTHeQ/YKj"sv.contains(static_cast<char>(first))) return false;
  return encoding_of(front, length) != Encoding::plain;
}

void analyse_loaded(Context& context, Range range) {
  Artifact& artifact = context.artifact;
  std::array<std::byte, kFront> front_bytes;
  const std::span<std::byte> front =
      std::span(front_bytes)
          .first(static_cast<std::size_t>(std::min<std::uint64_t>(range.length, kFront)));
  if (!artifact.source().read(range.offset, front)) return;
  if (is_interesting(front, range.length)) return;  // analyse() has seen it
  base::Text name(artifact.budget());
  member_name({range.offset, range.length, Kind::bytes}, "", name);
  artifact.member_as(kPickle, name.view(), range.offset, range.length);
}

void analyse(Context& context, const Operand& operand) {
  Artifact& artifact = context.artifact;
  base::Budget& budget = artifact.budget();
  base::Text name(budget);
  std::array<std::byte, kFront> front_bytes;
  const std::span<std::byte> front =
      std::span(front_bytes)
          .first(static_cast<std::size_t>(std::min<std::uint64_t>(operand.length, kFront)));
  if (!artifact.source().read(operand.offset, front)) return;
  const bool plain = is_first(static_cast<std::uint8_t>(front[0])) && looks_like(front);
  const Range range{operand.offset, operand.length};
  if (plain) {
    base::SliceSource slice(artifact.source(), operand.offset, operand.length);
    if (const auto native = detect::native_code(front)) {
      artifact.finding(kEmbeddedNativeCode, range, *native, {{"kind", *native}});
    } else if (is_accepted(slice, budget)) {
      member_name(operand, "", name);
      artifact.member(name.view(), operand.offset, operand.length);
    }
    return;
  }
  const Encoding encoding = encoding_of(front, operand.length);
  if (encoding == Encoding::plain) return;
  if (operand.length > artifact.limits().operand_decode_bytes) {
    artifact.partial("limit:operand", range);
    return;
  }
  base::Vec<std::byte> decoded(budget);
  base::Reader reader = artifact.reader(operand.offset, operand.length);
  Decoder decoder(encoding);
  while (reader.ok() && !reader.at_end()) {
    for (const std::byte byte : reader.chunk()) {
      std::uint8_t out = 0;
      bool has = false;
      if (!decoder.feed(static_cast<std::uint8_t>(byte), out, has)) return;
      if (has && !decoded.try_push(static_cast<std::byte>(out))) {
        artifact.partial("limit:memory", range);
        return;
      }
    }
  }
  base::MemorySource source(decoded.span());
  if (decoded.empty() || !is_accepted(source, budget)) return;
  const std::string_view how = encoding == Encoding::base64 ? "base64" : "hexadecimal";
  artifact.finding(kHiddenPayload, range, how,
                   {{"encoding", how}, {"when", "whoever decodes this operand and loads it"}});
  name.clear();
  member_name(operand, encoding == Encoding::base64 ? " base64" : " hex", name);
  artifact.member(name.view(), source);
}

}  // namespace bartizan::scan::pickle::nested

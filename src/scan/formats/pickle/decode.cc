#include "scan/formats/pickle/decode.h"

#include <algorithm>

namespace bartizan::scan::pickle {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view strip(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Digits of `base` with single underscores between them (PEP 515), saturating.
std::optional<std::uint64_t> digits(std::string_view text, unsigned base) {
  std::uint64_t value = 0;
  bool digit = false;
  for (const char c : text) {
    if (c == '_') {
      if (!digit) return std::nullopt;
      digit = false;
      continue;
    }
    const int d = hex_digit(c);
    if (d < 0 || static_cast<unsigned>(d) >= base) return std::nullopt;
    digit = true;
    constexpr std::uint64_t kSaturated = std::uint64_t{1} << 58;
    value = value >= kSaturated / base ? kSaturated : value * base + static_cast<unsigned>(d);
  }
  return digit ? std::optional(value) : std::nullopt;
}

// int(text, base) of Python; base 0 takes prefixes. Octal without prefix is the C unpickler's.
std::optional<Value> integer(std::string_view text, bool prefixes) {
  text = strip(text);
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  unsigned base = 10;
  if (prefixes && text.size() > 2 && text[0] == '0') {
    const char mark = static_cast<char>(text[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
    if (base != 10) text.remove_prefix(text[2] == '_' ? 3 : 2);
  }
  const auto value = digits(text, base);
  if (!value) return std::nullopt;
  const auto magnitude = static_cast<std::int64_t>(*value);
  return Value::integer(negative ? -magnitude : magnitude);
}

bool append_utf8(base::Text& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t b) { return out.append(static_cast<char>(b)); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) return byte(0xC0 | code >> 6) && byte(0x80 | (code & 63));
  if (code < 0x10000) {
    return byte(0xE0 | code >> 12) && byte(0x80 | (code >> 6 & 63)) && byte(0x80 | (code & 63));
  }
  return byte(0xF0 | (code >> 18 & 7)) && byte(0x80 | (code >> 12 & 63)) &&
         byte(0x80 | (code >> 6 & 63)) && byte(0x80 | (code & 63));
}

// `digits` hexadecimal digits at text[at]; nullopt when they are not there.
std::optional<std::uint32_t> hex_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at > text.size() || count > text.size() - at) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(at, count)) {
    const int d = hex_digit(c);
    if (d < 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(d);
  }
  return value;
}

// The codec raw-unicode-escape: Latin-1 with \uXXXX and \UXXXXXXXX.
bool append_raw_unicode_escape(std::string_view text, base::Text& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'u' || text[i + 1] == 'U')) {
      const std::size_t count = text[i + 1] == 'u' ? 4 : 8;
      if (const auto code = hex_at(text, i + 2, count); code && *code <= 0x10FFFF) {
        if (!append_utf8(out, *code)) return false;
        i += 1 + count;
        continue;
      }
    }
    if (!append_utf8(out, static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

// The codec escape_decode: the escapes of a bytes literal.
bool append_escape_decoded(std::string_view text, base::Text& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      if (!out.append(text[i])) return false;
      continue;
    }
    const char c = text[++i];
    constexpr std::string_view kNames = "abfnrtv\\'\"", kValues = "\a\b\f\n\r\t\v\\'\"";
    if (const std::size_t known = kNames.find(c); known != std::string_view::npos) {
      if (!out.append(kValues[known])) return false;
    } else if (c == '\n') {
      continue;
    } else if (c == 'x' && hex_at(text, i + 1, 2)) {
      if (!out.append(static_cast<char>(*hex_at(text, i + 1, 2)))) return false;
      i += 2;
    } else if (c >= '0' && c <= '7') {
      unsigned value = 0;
      std::size_t n = 0;
      for (; n < 3 && i + n < text.size() && text[i + n] >= '0' && text[i + n] <= '7'; ++n) {
        value = value * 8 + static_cast<unsigned>(text[i + n] - '0');
      }
      i += n - 1;
      if (!out.append(static_cast<char>(value & 0xFF))) return false;
    } else if (!out.append('\\') || !out.append(c)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Decoded decode(base::Reader& reader) {
  Decoded decoded;
  decoded.offset = reader.pos();
  const std::uint8_t byte = reader.u8();
  const OpInfo& info = kOpTable[byte];
  decoded.op = static_cast<Op>(byte);
  const auto fixed = [&](std::uint64_t number, std::uint64_t length) {
    decoded.number = number;
    decoded.argument_length = length;
  };
  const auto counted = [&](std::uint64_t length) {
    decoded.argument = reader.pos();
    decoded.argument_length = length;
    reader.skip(length);
  };
  decoded.argument = reader.pos();
  switch (info.argument) {
    case Argument::none:
      break;
    case Argument::u1:
      fixed(reader.u8(), 1);
      break;
    case Argument::u2:
      fixed(reader.le<std::uint16_t>(), 2);
      break;
    case Argument::u4:
      fixed(reader.le<std::uint32_t>(), 4);
      break;
    case Argument::i4:
      fixed(static_cast<std::uint64_t>(std::int64_t{reader.le<std::int32_t>()}), 4);
      break;
    case Argument::u8:
      fixed(reader.le<std::uint64_t>(), 8);
      break;
    case Argument::f8be:
      fixed(reader.be<std::uint64_t>(), 8);
      break;
    case Argument::line:
      decoded.argument_length = reader.until(std::byte{'\n'}, kMaxLine).size();
      break;
    case Argument::two_lines:
      decoded.argument_length = reader.until(std::byte{'\n'}, kMaxLine).size();
      decoded.second_length = reader.until(std::byte{'\n'}, kMaxLine).size();
      break;
    case Argument::counted1:
      counted(reader.u8());
      break;
    case Argument::counted4:
      counted(reader.le<std::uint32_t>());
      break;
    case Argument::counted8:
      counted(reader.le<std::uint64_t>());
      break;
    case Argument::counted_i4: {
      const auto length = reader.le<std::int32_t>();
      if (length < 0) reader.fail(base::Code::malformed, "a length is negative");
      counted(static_cast<std::uint64_t>(std::max(length, 0)));
      break;
    }
  }
  if (reader.ok() && !info.name.empty()) decoded.info = &info;
  return decoded;
}

std::optional<Value> parse_int(std::string_view line) {
  if (line == "00") return Value::boolean(false);
  if (line == "01") return Value::boolean(true);
  return integer(line, true);
}

std::optional<Value> parse_long(std::string_view line) {
  if (!line.empty() && line.back() == 'L') line.remove_suffix(1);
  return integer(line, true);
}

std::optional<std::uint64_t> parse_index(std::string_view line) {
  const auto value = integer(line, false);
  if (!value || value->integer() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value->integer());
}

bool is_float(std::string_view line) {
  line = strip(line);
  if (!line.empty() && (line[0] == '+' || line[0] == '-')) line.remove_prefix(1);
  const auto word = [&](std::string_view wanted) {
    return std::equal(line.begin(), line.end(), wanted.begin(), wanted.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  };
  if (word("inf") || word("infinity") || word("nan")) return true;
  bool digit = false, point = false, exponent = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (is_digit(c)) {
      digit = true;
    } else if (c == '.' && !point && !exponent) {
      point = true;
    } else if ((c == 'e' || c == 'E') && digit && !exponent && i + 1 < line.size()) {
      exponent = true;
      digit = false;
      if (line[i + 1] == '+' || line[i + 1] == '-') ++i;
    } else if (c != '_' || !digit) {
      return false;
    }
  }
  return digit;
}

std::string_view up_to_nul(std::string_view line) { return line.substr(0, line.find('\0')); }

bool python_refuses(Op op, std::string_view line) {
  if (op == Op::string || op == Op::unicode || op == Op::persid) return false;
  if (line.contains('\0')) return true;
  if (op != Op::int_ || line == "00" || line == "01") return false;
  line = strip(line);
  if (!line.empty() && (line[0] == '+' || line[0] == '-')) line.remove_prefix(1);
  // strtol takes a leading zero for octal; int(line, 0) takes nothing but zeros.
  return line.size() > 1 && line[0] == '0' && line.find_first_not_of("01234567") == line.npos &&
         line.find_first_not_of('0') != line.npos;
}

bool c_refuses(Op op, std::string_view line) {
  if (op != Op::float_) return false;
  if (line.find_first_of(" \t\r\v\f_") != line.npos) return true;
  const std::size_t exponent = line.find_first_of("eE");
  if (exponent == line.npos) return false;
  const auto power = integer(line.substr(exponent + 1), false);
  return power && power->integer() > 308;  // DBL_MAX_10_EXP
}

Value parse_little(std::span<const std::byte> bytes) {
  if (bytes.empty()) return Value::integer(0);
  const bool negative = (static_cast<unsigned>(bytes.back()) & 0x80) != 0;
  std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
  for (std::size_t i = std::min<std::size_t>(bytes.size(), 8); i-- > 0;) {
    value = value << 8 | static_cast<std::uint64_t>(bytes[i]);
  }
  const auto extra = static_cast<std::byte>(negative ? 0xFF : 0);
  for (std::size_t i = 8; i < bytes.size(); ++i) {
    if (bytes[i] != extra)
      return Value::integer(negative ? Value::kMinInteger : Value::kMaxInteger);
  }
  return Value::integer(static_cast<std::int64_t>(value));
}

std::optional<std::string_view> unquote(std::string_view line) {
  line = strip(line);
  if (line.size() < 2 || line.front() != line.back() || (line[0] != '\'' && line[0] != '"')) {
    return std::nullopt;
  }
  return line.substr(1, line.size() - 2);
}

bool is_dotted_name(std::string_view text) {
  bool start = true;
  for (const char c : text) {
    const bool letter = is_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (c == '.') {
      if (start) return false;
      start = true;
    } else if (letter || (!start && is_digit(c))) {
      start = false;
    } else {
      return false;
    }
  }
  return !start;
}

std::string_view OperandText::raw(std::uint64_t offset, std::uint64_t length) {
  const std::uint64_t size = source_->size();
  if (offset >= size) return {};
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>({length, size - offset, kMax}));
  if (const auto all = source_->memory(); !all.empty()) {
    return base::text_of(all.subspan(static_cast<std::size_t>(offset), wanted));
  }
  if (offset < window_offset_ || offset + wanted > window_offset_ + window_size_) {
    if (window_.size() < kWindowBytes && !window_.try_resize(kWindowBytes)) return {};
    // Names stand close together: a window begins somewhat before what is asked for.
    window_offset_ = offset - std::min<std::uint64_t>(offset, kWindowBytes / 4);
    window_size_ =
        static_cast<std::size_t>(std::min<std::uint64_t>(kWindowBytes, size - window_offset_));
    if (!source_->read(window_offset_, window_.span().first(window_size_))) {
      window_size_ = 0;
      return {};
    }
  }
  return base::text_of(
      window_.span().subspan(static_cast<std::size_t>(offset - window_offset_), wanted));
}

bool OperandText::append(Value value, base::Text& out) {
  if (!value.is_text()) return false;
  const std::string_view text = raw(value.offset(), value.length());
  const bool whole = value.length() <= kMax && text.size() == value.length();
  switch (value.kind()) {
    case Kind::escaped:
      return append_raw_unicode_escape(text, out) && whole;
    case Kind::quoted:
      return append_escape_decoded(text, out) && whole;
    default:
      return out.append(text) && whole;
  }
}

}  // namespace bartizan::scan::pickle

#include "scan/formats/template/literal.h"

#include <limits>

namespace bartizan::scan::templates {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// Up to `most` digits of `base` at the front of `text`; removes them.
std::uint32_t take_digits(std::string_view& text, int base, int most) {
  std::uint32_t value = 0;
  while (most-- > 0 && !text.empty() && digit_value(text[0]) < base) {
    value =
        value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit_value(text[0]));
    text.remove_prefix(1);
  }
  return value;
}

struct Named {
  std::string_view name;
  char value;
};
// The characters that attribute names and paths are built from, by their Unicode names.
constexpr Named kNamed[] = {
    {"LOW LINE", '_'}, {"FULL STOP", '.'},           {"SOLIDUS", '/'},
    {"SPACE", ' '},    {"LEFT SQUARE BRACKET", '['}, {"RIGHT SQUARE BRACKET", ']'},
};

bool append_named(std::string_view& text, base::Vec<char>& out) {
  const std::size_t close = text.find('}');
  if (!text.starts_with('{') || close == std::string_view::npos) return out.try_push(kHole);
  const std::string_view name = text.substr(1, close - 1);
  text.remove_prefix(close + 1);
  for (const Named& named : kNamed) {
    if (named.name == name) return out.try_push(named.value);
  }
  constexpr std::string_view kSmall = "LATIN SMALL LETTER ", kCapital = "LATIN CAPITAL LETTER ";
  if (name.starts_with(kSmall) && name.size() == kSmall.size() + 1) {
    return out.try_push(static_cast<char>(name.back() - 'A' + 'a'));
  }
  if (name.starts_with(kCapital) && name.size() == kCapital.size() + 1) {
    return out.try_push(name.back());
  }
  return out.try_push(kHole);
}

bool append_escape(std::string_view& text, base::Vec<char>& out) {
  const char c = text[0];
  if (c >= '0' && c <= '7') return append_code_point(take_digits(text, 8, 3), out);
  text.remove_prefix(1);
  switch (c) {
    case 'x':
      return append_code_point(take_digits(text, 16, 2), out);
    case 'u':
      return append_code_point(take_digits(text, 16, 4), out);
    case 'U':
      return append_code_point(take_digits(text, 16, 8), out);
    case 'N':
      return append_named(text, out);
    case '\n':
      return true;
    case 'n':
      return out.try_push('\n');
    case 'r':
      return out.try_push('\r');
    case 't':
      return out.try_push('\t');
    case 'a':
      return out.try_push('\a');
    case 'b':
      return out.try_push('\b');
    case 'f':
      return out.try_push('\f');
    case 'v':
      return out.try_push('\v');
    case '\\':
    case '\'':
    case '"':
      return out.try_push(c);
    default:
      return out.try_push('\\') && out.try_push(c);
  }
}

}  // namespace

bool append_code_point(std::uint32_t code, base::Vec<char>& out) {
  const auto push = [&out](std::uint32_t byte) { return out.try_push(static_cast<char>(byte)); };
  if (code < 0x80) return push(code);
  if (code < 0x800) return push(0xC0 | (code >> 6)) && push(0x80 | (code & 0x3F));
  if (code >= 0xD800 && code < 0xE000) return out.try_push(kHole);
  if (code < 0x10000) {
    return push(0xE0 | (code >> 12)) && push(0x80 | ((code >> 6) & 0x3F)) &&
           push(0x80 | (code & 0x3F));
  }
  if (code > 0x10FFFF) return out.try_push(kHole);
  return push(0xF0 | (code >> 18)) && push(0x80 | ((code >> 12) & 0x3F)) &&
         push(0x80 | ((code >> 6) & 0x3F)) && push(0x80 | (code & 0x3F));
}

bool decode_string(std::string_view quoted, base::Vec<char>& out) {
  std::string_view text = quoted.substr(1, quoted.size() < 2 ? 0 : quoted.size() - 2);
  while (!text.empty()) {
    const std::size_t plain = text.find('\\');
    const std::string_view run = text.substr(0, plain);
    if (!out.try_append({run.data(), run.size()})) return false;
    text.remove_prefix(run.size());
    if (text.empty()) break;
    text.remove_prefix(1);
    if (text.empty()) break;
    if (!append_escape(text, out)) return false;
  }
  return true;
}

std::int64_t integer_value(std::string_view digits) {
  int base = 10;
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = digits[1];
    base = mark == 'x' || mark == 'X'   ? 16
           : mark == 'o' || mark == 'O' ? 8
           : mark == 'b' || mark == 'B' ? 2
                                        : 10;
    if (base != 10) digits.remove_prefix(2);
  }
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  std::int64_t value = 0;
  for (const char c : digits) {
    if (c == '_') continue;
    const int digit = digit_value(c);
    if (digit >= base || value > (kMost - digit) / base) return kMost;
    value = value * base + digit;
  }
  return value;
}

}  // namespace bartizan::scan::templates

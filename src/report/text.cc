#include "report/text.h"

#include <array>

#include "base/escape.h"
#include "base/limits.h"

namespace bartizan::report {
namespace {

struct Interval {
  std::uint32_t first, last;
};

// Unicode 15.1 EastAsianWidth W and F, joined over unassigned gaps.
constexpr std::array kWide{
    Interval{0x1100, 0x115F},   Interval{0x231A, 0x231B},   Interval{0x2E80, 0x303E},
    Interval{0x3041, 0xA4CF},   Interval{0xA960, 0xA97F},   Interval{0xAC00, 0xD7A3},
    Interval{0xF900, 0xFAFF},   Interval{0xFE30, 0xFE6F},   Interval{0xFF01, 0xFF60},
    Interval{0xFFE0, 0xFFE6},   Interval{0x16FE0, 0x18CFF}, Interval{0x1AFF0, 0x1B2FF},
    Interval{0x1F300, 0x1F64F}, Interval{0x1F680, 0x1F6FF}, Interval{0x1F900, 0x1FAFF},
    Interval{0x20000, 0x3FFFD},
};
// Combining marks (general category Mn) of the blocks where they are the rule.
constexpr std::array kNarrow{
    Interval{0x0300, 0x036F}, Interval{0x0483, 0x0489}, Interval{0x0591, 0x05BD},
    Interval{0x064B, 0x065F}, Interval{0x1AB0, 0x1AFF}, Interval{0x1DC0, 0x1DFF},
    Interval{0x20D0, 0x20FF}, Interval{0xFE00, 0xFE0F}, Interval{0xFE20, 0xFE2F},
};

template <std::size_t N>
bool among(const std::array<Interval, N>& intervals, std::uint32_t c) {
  for (const Interval& interval : intervals) {
    if (c >= interval.first && c <= interval.last) return true;
  }
  return false;
}

std::uint32_t decode(std::string_view sequence) {
  constexpr std::array<std::uint32_t, 5> kLead{0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t c = static_cast<std::uint8_t>(sequence[0]) & kLead[sequence.size()];
  for (const char next : sequence.substr(1)) c = c << 6 | (static_cast<std::uint8_t>(next) & 0x3F);
  return c;
}

bool continues(char byte) { return (static_cast<std::uint8_t>(byte) & 0xC0) == 0x80; }

// Up to SHA-512 in hexadecimal digits.
constexpr std::size_t kLongestHash = 128;

bool is_hash(std::string_view text) {
  return text.size() <= kLongestHash &&
         text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

}  // namespace

std::string number(std::uint64_t n, bool grouped) {
  std::string digits = std::to_string(n);
  if (!grouped) return digits;
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string size(std::uint64_t bytes) {
  if (bytes < base::kKiB) return count_of(bytes, "byte");
  constexpr std::array<const char*, 6> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  std::uint64_t one = base::kKiB;
  // Whole numbers only, so that every machine rounds alike. The test on `bytes` rounds 1023.95 KiB
  // up to 1 MiB.
  while (unit + 1 < kUnits.size() && bytes >= one * base::kKiB - one / 20) {
    one *= base::kKiB;
    ++unit;
  }
  const std::uint64_t whole = bytes / one;
  const std::uint64_t tenths = whole * 10 + (bytes % one * 10 + one / 2) / one;
  std::string text;
  if (tenths < 1000 && tenths % 10 != 0) {
    text = std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
  } else {
    text = std::to_string(tenths < 1000 ? tenths / 10 : whole + (bytes % one >= one / 2 ? 1 : 0));
  }
  return text + ' ' + kUnits[unit];
}

std::string count_of(std::uint64_t n, std::string_view noun, bool grouped) {
  return number(n, grouped) + ' ' + std::string(noun) + (n == 1 ? "" : "s");
}

std::string one_line(std::string_view bytes) {
  const std::string escaped = base::escape_text(bytes);
  std::string out;
  out.reserve(escaped.size());
  for (const char c : escaped) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out;
}

std::string shorten(std::string_view text, std::size_t most) {
  if (text.size() <= most || is_hash(text)) return std::string(text);
  std::size_t head = most * 2 / 3;
  std::size_t tail = text.size() - most / 3;
  while (head > 0 && continues(text[head])) --head;
  while (tail < text.size() && continues(text[tail])) ++tail;
  std::string cut = std::string(text.substr(0, head)) + " [… " + count_of(tail - head, "byte") +
                    " not shown …] " + std::string(text.substr(tail));
  return width(cut) < width(text) ? cut : std::string(text);
}

std::size_t width(std::string_view utf8) {
  std::size_t columns = 0;
  while (!utf8.empty()) {
    const std::size_t n = base::utf8_length(utf8);
    const std::string_view sequence = utf8.substr(0, n == 0 ? 1 : n);
    utf8.remove_prefix(sequence.size());
    const std::uint32_t c = n == 0 ? 0 : decode(sequence);
    columns += among(kNarrow, c) ? 0u : among(kWide, c) ? 2u : 1u;
  }
  return columns;
}

std::string pad(std::string_view text, std::size_t columns) {
  std::string out(text);
  const std::size_t used = width(text);
  if (used < columns) out.append(columns - used, ' ');
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  if (columns == 0) return {std::string(text)};
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
    if (!line.empty() && width(line) + 1 + width(word) > columns) {
      lines.push_back(std::move(line));
      line = word;
    } else {
      if (!line.empty()) line += ' ';
      line += word;
    }
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>()#+-.!|~&@:").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace bartizan::report

#include "base/escape.h"

#include <cstdint>

namespace bartizan::base {
namespace {

std::uint32_t code_point(std::string_view sequence) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(sequence[i]); };
  switch (sequence.size()) {
    case 1:
      return at(0);
    case 2:
      return (at(0) & 0x1Fu) << 6 | (at(1) & 0x3Fu);
    case 3:
      return (at(0) & 0x0Fu) << 12 | (at(1) & 0x3Fu) << 6 | (at(2) & 0x3Fu);
    default:
      return (at(0) & 0x07u) << 18 | (at(1) & 0x3Fu) << 12 | (at(2) & 0x3Fu) << 6 | (at(3) & 0x3Fu);
  }
}

// Characters that change how the text around them looks without being seen: controls, bidirectional
// overrides (CVE-2021-42574), zero-width and tag characters, line and paragraph separators.
bool hides(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

void append_escaped(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += "\\x";
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
}

std::string escape(std::string_view bytes, bool keep_layout) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t n = utf8_length(bytes);
    const std::string_view sequence = bytes.substr(0, n == 0 ? 1 : n);
    bytes.remove_prefix(sequence.size());
    const bool layout = keep_layout && (sequence == "\n" || sequence == "\t");
    if (!layout && (n == 0 || sequence == "\\" || hides(code_point(sequence)))) {
      append_escaped(out, sequence);
    } else {
      out += sequence;
    }
  }
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Backslashes are everywhere in evidence (decoded strings); escaping each again hides more than it
// shows. With `exact`, those that unescape_name would take for an escape are escaped themselves.
std::string escape_lines(std::string_view bytes, bool exact) {
  std::string out;
  std::size_t from = 0;
  while (from <= bytes.size()) {
    const std::size_t slash = bytes.find('\\', from);
    out += escape(bytes.substr(from, slash == std::string_view::npos ? slash : slash - from), true);
    if (slash == std::string_view::npos) break;
    const std::string_view tail = bytes.substr(slash + 1, 3);
    const bool ambiguous =
        tail.size() == 3 && tail[0] == 'x' && hex_value(tail[1]) >= 0 && hex_value(tail[2]) >= 0;
    out += exact && ambiguous ? "\\x5c" : "\\";
    from = slash + 1;
  }
  return out;
}

}  // namespace

std::string escape_name(std::string_view bytes) { return escape(bytes, false); }

std::string escape_text(std::string_view bytes) { return escape_lines(bytes, false); }

std::string encode_text(std::string_view bytes) { return escape_lines(bytes, true); }

std::string unescape_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x') {
      const int high = hex_value(text[i + 2]);
      const int low = hex_value(text[i + 3]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high << 4 | low);
        i += 3;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace bartizan::base

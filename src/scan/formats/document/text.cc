#include "scan/formats/document/text.h"

#include <algorithm>
#include <string_view>

#include "base/escape.h"

namespace bartizan::scan::document {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

Claim claim_if(bool fits) { return fits ? Claim::certain : Claim::no; }

// UTF-8 without control characters other than layout, judged by its first and last bytes.
bool is_text(std::string_view part, bool may_start_late, bool may_end_early) {
  while (may_start_late && !part.empty() && (static_cast<unsigned char>(part[0]) & 0xC0) == 0x80) {
    part.remove_prefix(1);
  }
  while (!part.empty()) {
    const std::size_t n = base::utf8_length(part);
    if (n == 0) return may_end_early && part.size() < 4;
    const auto c = static_cast<unsigned char>(part[0]);
    if (n == 1 && (c < 0x20 || c == 0x7F) && !"\t\n\r\f\x1b"sv.contains(static_cast<char>(c))) {
      return false;
    }
    part.remove_prefix(n);
  }
  return true;
}

bool is_text(const Probe& probe) {
  const bool whole = probe.size <= probe.head.size();
  return is_text(base::text_of(probe.head), false, !whole) &&
         is_text(base::text_of(probe.tail), !whole, false);
}

// The text from its first visible character on.
std::string_view visible(const Probe& probe) {
  std::string_view text = base::text_of(probe.head);
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

char last_visible(const Probe& probe) {
  const std::string_view tail = base::text_of(probe.tail);
  const std::size_t last = tail.find_last_not_of(kBlanks);
  return last == std::string_view::npos ? '\0' : tail[last];
}

bool starts_with_word(std::string_view text, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return text.size() > word.size() &&
         std::ranges::equal(text.substr(0, word.size()), word, {}, lower) &&
         (kBlanks.contains(text[word.size()]) || text[word.size()] == '>');
}

}  // namespace

Claim claim_text(const Probe& probe) { return claim_if(is_text(probe)); }

// Latin-1 and its like: no control characters, and ASCII for three quarters of what is there.
Claim claim_8bit_text(const Probe& probe) {
  std::size_t plain = 0, all = 0;
  for (const auto part : {base::text_of(probe.head), base::text_of(probe.tail)}) {
    for (const char c : part) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == 0x7F || (byte < 0x20 && !"\t\n\r\f"sv.contains(c))) return Claim::no;
      plain += byte < 0x7F;
      ++all;
    }
  }
  return claim_if(plain >= all - all / 4);
}

// Both byte orders with their mark, whole units, no NUL character.
Claim claim_utf16(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  if (probe.size % 2 != 0 || probe.size < 4) return Claim::no;
  if (!head.starts_with("\xFF\xFE") && !head.starts_with("\xFE\xFF")) return Claim::no;
  for (std::size_t i = 0; i + 1 < head.size(); i += 2) {
    if (head[i] == '\0' && head[i + 1] == '\0') return Claim::no;
  }
  return Claim::certain;
}

Claim claim_json(const Probe& probe) {
  const std::string_view text = visible(probe);
  const char last = last_visible(probe);
  return claim_if(
      ((text.starts_with('{') && last == '}') || (text.starts_with('[') && last == ']')) &&
      is_text(probe));
}

// One object a line: more than one closed brace at the end of a line.
Claim claim_json_lines(const Probe& probe) {
  const std::string_view text = visible(probe);
  return claim_if(text.starts_with("{\"") && text.contains("}\n{\"") &&
                  last_visible(probe) == '}' && is_text(probe));
}

Claim claim_html(const Probe& probe) {
  const std::string_view text = visible(probe);
  return claim_if((starts_with_word(text, "<!doctype html") || starts_with_word(text, "<html")) &&
                  is_text(probe));
}

Claim claim_xml(const Probe& probe) {
  return claim_if(visible(probe).starts_with("<?xml ") && is_text(probe));
}

Claim claim_svg(const Probe& probe) {
  const std::string_view text = visible(probe);
  return claim_if(
      (starts_with_word(text, "<svg") || (text.starts_with("<?xml ") && text.contains("<svg"))) &&
      is_text(probe));
}

}  // namespace bartizan::scan::document

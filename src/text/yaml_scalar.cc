// The scalars of YAML 1.2.2 that have rules of their own: section 7.3 (quoted), 8.1 (block).
#include <algorithm>

#include "text/utf8.h"
#include "text/yaml_scan.h"

namespace bartizan::text {

bool YamlScanner::quoted(std::string& out) {
  const char quote = text_[at_];
  const std::string_view stops = quote == '"' ? "\"\\\r\n" : "'\r\n";
  std::size_t kept = 0;  // blanks in front of a line end go, but not those that an escape wrote
  ++at_;
  out.clear();
  while (true) {
    const std::size_t end = text_.find_first_of(stops, at_);
    if (end == text_.npos) return malformed("a string does not end");
    out += text_.substr(at_, end - at_);
    at_ = end;
    const char c = text_[at_];
    if (c == '\\') {
      if (!escape(out)) return false;
      kept = out.size();
    } else if (c == quote) {
      ++at_;
      if (quote == '"' || peek() != '\'') return true;
      out += '\'';
      ++at_;
    } else {
      while (out.size() > kept && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
      if (!fold_lines(out, false)) return false;
      kept = out.size();
    }
  }
}

bool YamlScanner::escape(std::string& out) {
  ++at_;
  if (at_end()) return malformed("a string does not end");
  if (at_line_end()) return fold_lines(out, true);
  const char c = text_[at_];
  // Section 5.7.
  constexpr std::string_view kFrom = "abtnvfre\"/\\ \t";
  constexpr std::string_view kTo = "\a\b\t\n\v\f\r\x1B\"/\\ \t";
  if (const std::size_t known = kFrom.find(c); known != kFrom.npos) {
    out += kTo[known];
    ++at_;
    return true;
  }
  constexpr std::string_view kNamed = "0N_LP";
  constexpr std::uint32_t kPoints[] = {0, 0x85, 0xA0, 0x2028, 0x2029};
  if (const std::size_t known = kNamed.find(c); known != kNamed.npos) {
    append_utf8(out, kPoints[known]);
    ++at_;
    return true;
  }
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  auto code = digits == 0 ? std::nullopt : hex(at_ + 1, digits);
  if (!code) return malformed("an escape is none of YAML's");
  at_ += 1 + digits;
  // JSON's way beyond the first plane.
  if (digits == 4 && *code >= 0xD800 && *code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
    const std::uint32_t low = hex(at_ + 2, 4).value_or(0);
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
      at_ += 6;
    }
  }
  append_utf8(out, *code);
  return true;
}

bool YamlScanner::block_scalar(std::string& out, std::int64_t parent) {
  const bool folded = peek() == '>';
  ++at_;
  char chomping = ' ';
  std::int64_t indent = -1;
  for (int i = 0; i < 2; ++i) {
    if (peek() == '-' || peek() == '+') {
      chomping = peek();
    } else if (peek() >= '1' && peek() <= '9') {
      indent = std::max<std::int64_t>(parent, 0) + (peek() - '0');
    } else {
      break;
    }
    ++at_;
  }
  skip_blanks();
  if (!at_rest_blank()) return malformed("text follows the head of a block scalar");
  skip_line();

  std::size_t breaks = 0;
  bool any = false, more = false, ended = false;  // `ended`: a line end followed the last content
  while (!at_end()) {
    const std::size_t first = std::min(text_.find_first_not_of(' ', at_), text_.size());
    const auto spaces = static_cast<std::int64_t>(first - at_);
    const std::size_t begin = std::min(text_.find_first_not_of(" \t", first), text_.size());
    const bool no_text = is_line_end(begin);
    if (no_text && (indent < 0 || spaces < indent || (spaces == indent && begin == first))) {
      at_ = begin;
      if (!at_end()) ++breaks;
      next_line();
      continue;
    }
    if (indent < 0 && spaces > parent) indent = spaces;
    if (indent < 0 || spaces < indent || at_document_marker()) break;
    at_ += static_cast<std::size_t>(indent);
    const std::size_t end = line_end(at_);
    const bool more_now = text_[at_] == ' ' || text_[at_] == '\t';
    if (!any) {
      out.append(breaks, '\n');
    } else if (!folded || more || more_now) {
      out.append(breaks + 1, '\n');
    } else {
      breaks == 0 ? out.append(1, ' ') : out.append(breaks, '\n');
    }
    out += text_.substr(at_, end - at_);
    at_ = end;
    any = true;
    more = more_now;
    ended = !at_end();
    breaks = 0;
    next_line();
  }
  if (chomping == '-') return true;
  if (any && ended) out += '\n';
  if (chomping == '+') out.append(breaks, '\n');
  return true;
}

}  // namespace bartizan::text

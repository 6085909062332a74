#include "text/toml_scan.h"

#include <algorithm>
#include <charconv>

#include "text/utf8.h"

namespace bartizan::text {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_bare(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}
bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
}

// Digits with single underscores between them.
bool is_run(std::string_view text, std::string_view digits) {
  if (text.empty() || text.back() == '_') return false;
  bool digit = false;
  for (const char c : text) {
    if (c == '_' ? !digit : !digits.contains(c)) return false;
    digit = c != '_';
  }
  return true;
}

constexpr std::string_view kDigits = "0123456789";

bool is_number(std::string_view text) {
  if (text.starts_with("0x")) return is_run(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with("0o")) return is_run(text.substr(2), "01234567");
  if (text.starts_with("0b")) return is_run(text.substr(2), "01");
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text == "inf" || text == "nan") return true;
  std::size_t end = text.find_first_of(".eE");
  const std::string_view whole = text.substr(0, end);
  if (!is_run(whole, kDigits) || (whole.size() > 1 && whole[0] == '0')) return false;
  if (end == text.npos) return true;
  text.remove_prefix(end);
  if (text[0] == '.') {
    end = text.find_first_of("eE");
    if (!is_run(text.substr(1, end == text.npos ? end : end - 1), kDigits)) return false;
    if (end == text.npos) return true;
    text.remove_prefix(end);
  }
  text.remove_prefix(1);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return is_run(text, kDigits);
}

// Takes what fits `shape`, where 0 stands for a digit; the value of all its digits.
int take(std::string_view& text, std::string_view shape) {
  if (text.size() < shape.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return -1;
    if (shape[i] == '0') value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(shape.size());
  return value;
}

bool take_between(std::string_view& text, std::string_view shape, int least, int most) {
  const int value = take(text, shape);
  return value >= least && value <= most;
}

// RFC 3339, section 5.6, with its parts also alone.
bool is_date(std::string_view text) {
  const bool date = text.size() >= 5 && text[4] == '-';
  if (date) {
    if (take(text, "0000") < 0 || !take_between(text, "-00", 1, 12) ||
        !take_between(text, "-00", 1, 31)) {
      return false;
    }
    if (text.empty()) return true;
    if (text[0] != 'T' && text[0] != 't' && text[0] != ' ') return false;
    text.remove_prefix(1);
  }
  if (!take_between(text, "00", 0, 23) || !take_between(text, ":00", 0, 59)) return false;
  // TOML 1.1 leaves out the seconds.
  if (text.starts_with(':') && !take_between(text, ":00", 0, 60)) return false;
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of(kDigits, 1), text.size());
    if (end == 1) return false;
    text.remove_prefix(end);
  }
  if (text.empty()) return true;
  if (!date) return false;
  if (text == "Z" || text == "z") return true;
  if (text[0] != '+' && text[0] != '-') return false;
  text.remove_prefix(1);
  return take_between(text, "00", 0, 23) && take_between(text, ":00", 0, 59) && text.empty();
}

}  // namespace

bool TomlScanner::fail(base::Code code, const char* what) {
  if (!failed()) error_ = {code, at_, what};
  return false;
}

bool TomlScanner::accept(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

void TomlScanner::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') ++at_;
}

bool TomlScanner::line_break() {
  if (!accept("\n") && !accept("\r\n")) return false;
  ++line_;
  return true;
}

bool TomlScanner::comment() {
  if (peek() != '#') return true;
  while (!at_end() && text_[at_] != '\n' && !text_.substr(at_).starts_with("\r\n")) {
    if (is_control(text_[at_])) return malformed("a control character stands in a comment");
    ++at_;
  }
  return true;
}

bool TomlScanner::skip_lines() {
  do {
    skip_blanks();
    if (!comment()) return false;
  } while (line_break());
  return true;
}

bool TomlScanner::end_line() {
  skip_blanks();
  if (!comment()) return false;
  return at_end() || line_break() || malformed("text follows a value");
}

bool TomlScanner::key_part(std::string& out) {
  if (peek() == '"' || peek() == '\'') {
    const std::string_view rest = text_.substr(at_, 3);
    if (rest == "\"\"\"" || rest == "'''") return malformed("a key has many lines");
    return string(out);
  }
  const std::size_t begin = at_;
  while (is_bare(peek())) ++at_;
  if (at_ == begin) return malformed("a key is missing");
  out = text_.substr(begin, at_ - begin);
  return true;
}

bool TomlScanner::dotted_key(std::vector<std::string>& out, std::size_t most) {
  out.clear();
  do {
    if (out.size() == most) return fail(base::Code::limit, "nested deeper than the limit");
    skip_blanks();
    if (!key_part(out.emplace_back())) return false;
    skip_blanks();
  } while (accept("."));
  return true;
}

bool TomlScanner::scalar(Node& out) {
  out.line = line_;
  if (peek() == '"' || peek() == '\'') {
    out.kind = Node::Kind::string;
    return string(out.text);
  }
  const auto in_token = [](char c) { return is_bare(c) || c == '+' || c == '.' || c == ':'; };
  const std::size_t begin = at_;
  while (in_token(peek())) ++at_;
  // A date and its time may stand apart.
  const bool time_follows = at_ - begin == 10 && text_[begin + 4] == '-' && peek() == ' ' &&
                            at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
  if (time_follows) {
    ++at_;
    while (in_token(peek())) ++at_;
  }
  out.text = text_.substr(begin, at_ - begin);
  if (out.text == "true" || out.text == "false") {
    out.kind = Node::Kind::boolean;
  } else if (is_number(out.text)) {
    out.kind = Node::Kind::number;
  } else if (is_date(out.text)) {
    out.kind = Node::Kind::string;
  } else {
    at_ = begin;
    return malformed(out.text.empty() ? "a value is missing" : "a value is none of TOML's");
  }
  return true;
}

bool TomlScanner::string(std::string& out) {
  const char quote = peek();
  ++at_;
  const std::string_view two = quote == '"' ? "\"\"" : "''";
  if (accept(two)) return long_string(out, quote);
  while (!at_end()) {
    const char c = text_[at_];
    if (c == quote) {
      ++at_;
      return true;
    }
    if (is_control(c)) break;
    if (c == '\\' && quote == '"') {
      ++at_;
      if (!escape(out)) return false;
    } else {
      out += c;
      ++at_;
    }
  }
  return malformed(at_end() ? "a string does not end" : "a control character stands in a string");
}

bool TomlScanner::long_string(std::string& out, char quote) {
  line_break();
  while (!at_end()) {
    const char c = text_[at_];
    if (c == quote) {
      std::size_t count = 0;
      while (peek() == quote && count < 5) {
        ++at_;
        ++count;
      }
      // Up to two of them may stand in front of the three that end it.
      if (count >= 3) {
        out.append(count - 3, quote);
        return true;
      }
      out.append(count, quote);
    } else if (line_break()) {
      out += '\n';
    } else if (is_control(c)) {
      return malformed("a control character stands in a string");
    } else if (c == '\\' && quote == '"') {
      ++at_;
      if (!skip_escaped_lines() && !escape(out)) return false;
    } else {
      out += c;
      ++at_;
    }
  }
  return malformed("a string does not end");
}

// A backslash at the end of a line takes the blanks and line ends behind it along.
bool TomlScanner::skip_escaped_lines() {
  const std::size_t begin = at_;
  skip_blanks();
  if (!line_break()) {
    at_ = begin;
    return false;
  }
  do skip_blanks();
  while (line_break());
  return true;
}

bool TomlScanner::escape(std::string& out) {
  constexpr std::string_view kFrom = "btnfre\"\\", kTo = "\b\t\n\f\r\x1B\"\\";
  const char c = peek();
  if (const std::size_t known = kFrom.find(c); known != kFrom.npos && !at_end()) {
    out += kTo[known];
    ++at_;
    return true;
  }
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  const std::string_view part = text_.substr(at_).substr(at_end() ? 0 : 1, digits);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(part.begin(), part.end(), code, 16);
  const bool whole =
      digits > 0 && part.size() == digits && error == std::errc() && end == part.end();
  if (!whole || !append_utf8(out, code)) return malformed("an escape is none of TOML's");
  at_ += 1 + digits;
  return true;
}

}  // namespace bartizan::text

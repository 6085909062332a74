#include "scan/formats/template/lexer.h"

#include <algorithm>

namespace bartizan::scan::templates {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Bytes above ASCII belong to names, as letters of other scripts do in Python.
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_name(char c) { return is_name_start(c) || is_digit(c); }

class Lexer {
 public:
  Lexer(std::string_view text, base::Vec<Token>& tokens) : text_(text), tokens_(tokens) {}

  Failure run() {
    while (!failure_ && at_ < text_.size()) data();
    put(TokenKind::end, text_.size(), text_.size());
    return failure_;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool at(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  void fail(const char* what, std::size_t offset) {
    if (!failure_) failure_ = {what, static_cast<std::uint32_t>(offset)};
  }
  void put(TokenKind kind, std::size_t begin, std::size_t end) {
    if (!tokens_.try_push(
            {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)})) {
      fail("larger than the limits allow", begin);
    }
  }

  // Text up to the next tag, then the tag. `-` inside a tag removes the blanks on its side.
  void data() {
    std::size_t begin = at_;
    if (trim_ == Trim::blanks) {
      while (begin < text_.size() && is_space(text_[begin])) ++begin;
    } else if (trim_ == Trim::newline && text_.substr(begin).starts_with("\n")) {
      ++begin;
    }
    trim_ = Trim::none;
    std::size_t tag = begin;
    while (true) {
      tag = text_.find('{', tag);
      if (tag == std::string_view::npos || tag + 1 >= text_.size()) tag = text_.size();
      if (tag == text_.size() || text_[tag + 1] == '{' || text_[tag + 1] == '%' ||
          text_[tag + 1] == '#') {
        break;
      }
      ++tag;
    }
    at_ = tag;
    std::size_t end = tag;
    if (peek(2) == '-') {
      while (end > begin && is_space(text_[end - 1])) --end;
    }
    if (end > begin) put(TokenKind::data, begin, end);
    if (tag == text_.size()) return;
    switch (text_[tag + 1]) {
      case '#':
        return comment();
      case '{':
        return expression(TokenKind::variable_begin, TokenKind::variable_end, '}');
      default:
        return expression(TokenKind::block_begin, TokenKind::block_end, '%');
    }
  }

  void comment() {
    const std::size_t begin = at_;
    const std::size_t close = text_.find("#}", at_ + 2);
    if (close == std::string_view::npos) {
      fail("a comment that is never closed", begin);
      at_ = text_.size();
      return;
    }
    trim_ = text_[close - 1] == '-' && close - 1 > begin + 1 ? Trim::blanks : Trim::newline;
    at_ = close + 2;
  }

  // Whether a tag ends here: `%}` or `}}`, with an optional sign before it.
  bool closes(char mark) {
    const std::size_t sign = peek() == '-' || peek() == '+' ? 1U : 0U;
    return peek(sign) == mark && peek(sign + 1) == '}';
  }

  void expression(TokenKind opening, TokenKind closing, char mark) {
    const std::size_t begin = at_;
    at_ += 2;
    if (peek() == '-' || peek() == '+') ++at_;
    put(opening, begin, at_);
    const std::size_t first = tokens_.size();
    std::size_t nesting = 0;  // of brackets: a dict may end in "}}"
    while (!failure_) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (at_ >= text_.size()) return fail("a tag that is never closed", begin);
      if (nesting == 0 && closes(mark)) {
        const bool trims = peek() == '-';
        const std::size_t end = at_;
        at_ += peek() == mark && peek(1) == '}' ? 2U : 3U;
        put(closing, end, at_);
        trim_ = trims ? Trim::blanks : mark == '%' ? Trim::newline : Trim::none;
        if (mark == '%' && tokens_.size() == first + 2 && word(tokens_[first]) == "raw") raw(first);
        return;
      }
      token(nesting);
    }
  }

  std::string_view word(const Token& token) const {
    return text_.substr(token.begin, token.length);
  }

  // Everything up to {% endraw %} is data; the tokens of the opening tag are taken back.
  void raw(std::size_t first) {
    tokens_.truncate(first - 1);
    const std::size_t begin = at_;
    for (std::size_t tag = text_.find("{%", at_); tag != std::string_view::npos;
         tag = text_.find("{%", tag + 2)) {
      std::size_t at = tag + 2;
      const bool trims_before = at < text_.size() && text_[at] == '-';
      if (at < text_.size() && (text_[at] == '-' || text_[at] == '+')) ++at;
      while (at < text_.size() && is_space(text_[at])) ++at;
      if (!text_.substr(at).starts_with("endraw")) continue;
      at += 6;
      while (at < text_.size() && is_space(text_[at])) ++at;
      const bool trims_after = at < text_.size() && text_[at] == '-';
      if (at < text_.size() && (text_[at] == '-' || text_[at] == '+')) ++at;
      if (!text_.substr(at).starts_with("%}")) continue;
      std::size_t end = tag;
      while (trims_before && end > begin && is_space(text_[end - 1])) --end;
      if (end > begin) put(TokenKind::data, begin, end);
      at_ = at + 2;
      trim_ = trims_after ? Trim::blanks : Trim::newline;
      return;
    }
    fail("a raw block that is never closed", begin);
    at_ = text_.size();
  }

  void token(std::size_t& nesting) {
    const std::size_t begin = at_;
    const char c = peek();
    if (is_name_start(c)) {
      while (at_ < text_.size() && is_name(text_[at_])) ++at_;
      return put(TokenKind::name, begin, at_);
    }
    if (is_digit(c)) return number();
    if (c == '\'' || c == '"') return string(c);
    constexpr std::string_view kTwo[] = {"//", "**", "==", "!=", ">=", "<="};
    for (const std::string_view two : kTwo) {
      if (!at(two)) continue;
      at_ += 2;
      return put(TokenKind::op, begin, at_);
    }
    if (!std::string_view("+-/*%~[](){}><=.:|,;").contains(c)) {
      return fail("a character that has no meaning inside a tag", begin);
    }
    if (c == '(' || c == '[' || c == '{') ++nesting;
    if (c == ')' || c == ']' || c == '}') {
      if (nesting == 0) return fail("a bracket that was never opened", begin);
      --nesting;
    }
    ++at_;
    put(TokenKind::op, begin, at_);
  }

  void number() {
    const std::size_t begin = at_;
    const auto digits = [this] {
      while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '_')) ++at_;
    };
    if (peek() == '0' && std::string_view("xXoObB").contains(peek(1)) && peek(1) != '\0') {
      at_ += 2;
      while (at_ < text_.size() && is_name(text_[at_])) ++at_;
      return put(TokenKind::integer, begin, at_);
    }
    digits();
    bool real = false;
    // "1.x" is an attribute of one; "x.0.1" must not become a float (jinja2 looks behind for a
    // dot).
    const bool after_dot = begin > 0 && text_[begin - 1] == '.';
    if (!after_dot && peek() == '.' && is_digit(peek(1))) {
      real = true;
      ++at_;
      digits();
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2U : 1U;
    if (!after_dot && (peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
      real = true;
      at_ += sign;
      digits();
    }
    put(real ? TokenKind::real : TokenKind::integer, begin, at_);
  }

  void string(char quote) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2U : 1U;
    if (at_ >= text_.size()) {
      at_ = text_.size();
      return fail("a string that is never closed", begin);
    }
    ++at_;
    put(TokenKind::string, begin, at_);
  }

  enum class Trim : std::uint8_t { none, newline, blanks };

  std::string_view text_;
  base::Vec<Token>& tokens_;
  std::size_t at_ = 0;
  Trim trim_ = Trim::none;
  Failure failure_;
};

}  // namespace

Failure lex(std::string_view text, base::Vec<Token>& tokens) { return Lexer(text, tokens).run(); }

}  // namespace bartizan::scan::templates

#include "use/parse/discover/python/token.h"

#include <algorithm>
#include <array>

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<bool, 256> kNameByte = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < out.size(); ++c) {
    out[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || c >= 0x80;
  }
  return out;
}();

// Columns of a tab stop, as Python's tokenizer counts them.
constexpr std::uint32_t kTabStop = 8;

class Lexer {
 public:
  explicit Lexer(string_view text) : text_(text) { out_.reserve(text.size() / 5 + 8); }

  std::vector<Token> run() {
    start_line();
    while (at_ < text_.size()) step();
    push(TokenKind::newline, at_, 0);
    push(TokenKind::end, at_, 0);
    return std::move(out_);
  }

 private:
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void push(TokenKind kind, size_t from, size_t length) {
    Token token;
    token.kind = kind;
    token.offset = static_cast<std::uint32_t>(from);
    token.length = static_cast<std::uint32_t>(length);
    out_.push_back(token);
  }

  // An unindented line that can stand in no bracket: one above it was never closed.
  bool begins_statement() const {
    const string_view rest = text_.substr(at_);
    return rest.starts_with("def ") || rest.starts_with("class ") || rest.starts_with("import ") ||
           rest.starts_with("from ");
  }

  void skip_line() {
    const size_t end = text_.find('\n', at_);
    at_ = end == text_.npos ? text_.size() : end;
  }

  // At the start of a physical line outside of brackets: finds the next line that holds a token and
  // says how far it is indented.
  void start_line() {
    while (true) {
      std::uint32_t column = 0;
      while (at_ < text_.size()) {
        const char c = text_[at_];
        if (c == ' ') {
          ++column;
        } else if (c == '\t') {
          column += kTabStop - column % kTabStop;
        } else if (c == '\f') {
          column = 0;
        } else {
          break;
        }
        ++at_;
      }
      if (at_ >= text_.size()) return;
      const char c = text_[at_];
      if (c == '#' || c == '!' || c == '%') skip_line();
      if (peek() == '\n' || peek() == '\r') {
        ++at_;
        continue;
      }
      if (at_ >= text_.size()) return;
      if (out_.empty()) {
        push(TokenKind::newline, at_, column);
      } else {
        out_.back().length = column;
      }
      return;
    }
  }

  void step() {
    const char c = text_[at_];
    if (starts_name(c)) return name();
    switch (c) {
      case ' ':
      case '\t':
      case '\f':
        ++at_;
        return;
      case '\r':
      case '\n':
        ++at_;
        if (depth_ > 0 && begins_statement()) depth_ = 0;
        if (depth_ == 0) {
          push(TokenKind::newline, at_, 0);
          start_line();
        }
        return;
      case '#':
        return skip_line();
      case '\\':
        ++at_;
        if (peek() == '\r') ++at_;
        if (peek() == '\n') ++at_;
        return;
      case '"':
      case '\'':
        return quoted(at_, 0);
      default:
        break;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    op(c);
  }

  void name() {
    const size_t from = at_;
    while (at_ < text_.size() && kNameByte[static_cast<unsigned char>(text_[at_])]) ++at_;
    const size_t length = at_ - from;
    if (length <= 2 && (peek() == '"' || peek() == '\'')) {
      const string_view prefix = text_.substr(from, length);
      if (prefix.find_first_not_of("rRbBfFuUtT") == prefix.npos) return quoted(from, length);
    }
    push(TokenKind::name, from, length);
  }

  void number() {
    const size_t from = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool sign = (c == '+' || c == '-') &&
                        (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E') && at_ > from &&
                        is_digit(text_[from]);
      if (!sign && c != '.' && !kNameByte[static_cast<unsigned char>(c)]) break;
      ++at_;
    }
    push(TokenKind::number, from, at_ - from);
  }

  void op(char c) {
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    static constexpr std::array<string_view, 24> kLong{
        "**=", "//=", ">>=", "<<=", "...", "->", ":=", "==", "!=", "<=", ">=", "**",
        "//",  "<<",  ">>",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=", "^=", "@="};
    const string_view rest = text_.substr(at_, 3);
    size_t length = 1;
    for (const string_view candidate : kLong) {
      if (rest.starts_with(candidate)) {
        length = candidate.size();
        break;
      }
    }
    push(TokenKind::op, at_, length);
    at_ += length;
  }

  void quoted(size_t from, size_t prefix_length) {
    Token token;
    token.offset = static_cast<std::uint32_t>(from);
    token.prefix = static_cast<std::uint8_t>(prefix_length);
    token.kind = TokenKind::string;
    for (const char c : text_.substr(from, prefix_length)) {
      if (c == 'r' || c == 'R' || c == 'b' || c == 'B') token.raw = true;
      if (c == 'f' || c == 'F' || c == 't' || c == 'T') token.kind = TokenKind::joined;
    }
    const char quote = text_[at_];
    token.quotes = peek(1) == quote && peek(2) == quote ? 3 : 1;
    const size_t body = at_ + token.quotes;
    size_t end =
        token.kind == TokenKind::joined ? joined_end(body, quote, token.quotes) : text_.npos;
    if (end == text_.npos) end = plain_end(body, quote, token.quotes);
    at_ = end;
    token.length = static_cast<std::uint32_t>(end - from);
    out_.push_back(token);
  }

  bool closes(size_t at, char quote, size_t quotes) const {
    return text_[at] == quote && (quotes == 1 || (at + 2 < text_.size() && text_[at + 1] == quote &&
                                                  text_[at + 2] == quote));
  }

  size_t plain_end(size_t at, char quote, size_t quotes) const {
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '\\') {
        ++at;
      } else if (closes(at, quote, quotes)) {
        return at + quotes;
      } else if (c == '\n' && quotes == 1) {
        return at;  // unclosed: it ends with its line
      }
    }
    return text_.size();
  }

  // Since Python 3.12 the fields of an f-string may hold its own quotes. npos where no end fits;
  // what was searched in vain is not searched again, so that a line of openings stays linear.
  size_t joined_end(size_t at, char quote, size_t quotes) {
    if (at < vain_) return text_.npos;
    int depth = 0;
    char nested = '\0';
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '\n' && quotes == 1) break;
      if (c == '\n') nested = '\0';
      if (c == '\\') {
        ++at;
      } else if (nested != '\0') {
        if (c == nested) nested = '\0';
      } else if (closes(at, quote, quotes) && (depth == 0 || quotes == 3)) {
        return at + quotes;
      } else if (c == '{') {
        if (depth == 0 && at + 1 < text_.size() && text_[at + 1] == '{') {
          ++at;
        } else {
          ++depth;
        }
      } else if (c == '}') {
        if (depth > 0) --depth;
      } else if (depth > 0 && (c == '"' || c == '\'')) {
        nested = c;
      }
    }
    vain_ = at;
    return text_.npos;
  }

  string_view text_;
  size_t at_ = 0;
  size_t vain_ = 0;
  int depth_ = 0;
  std::vector<Token> out_;
};

unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

void append_utf8(std::string& out, unsigned point) {
  const auto put = [&out](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    if (point >= 0xD800 && point < 0xE000) return append_utf8(out, 0xFFFD);
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else if (point < 0x110000) {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    append_utf8(out, 0xFFFD);
  }
}

}  // namespace

std::vector<Token> tokens_of(string_view text) { return Lexer(text).run(); }

string_view inside(string_view text, const Token& token) {
  const string_view whole = text.substr(token.offset, token.length);
  const size_t open = size_t{token.prefix} + token.quotes;
  if (whole.size() <= open) return {};
  string_view body = whole.substr(open);
  const string_view quote = whole.substr(token.prefix, token.quotes);
  if (body.ends_with(quote)) body.remove_suffix(quote.size());
  return body;
}

std::string unescape(string_view body) {
  std::string out;
  out.reserve(body.size());
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\\' || i + 1 == body.size()) {
      out.push_back(body[i]);
      continue;
    }
    const char c = body[++i];
    const auto digits = [&](size_t wanted) {
      unsigned value = 0;
      size_t n = 0;
      while (n < wanted && i + 1 < body.size() && hex_value(body[i + 1]) < 16) {
        value = value * 16 + hex_value(body[++i]);
        ++n;
      }
      append_utf8(out, value);
    };
    switch (c) {
      case 'n':
        out.push_back('\n');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case '\n':
        break;
      case 'x':
        digits(2);
        break;
      case 'u':
        digits(4);
        break;
      case 'U':
        digits(8);
        break;
      case '\\':
      case '\'':
      case '"':
        out.push_back(c);
        break;
      default:
        out.push_back('\\');
        out.push_back(c);
    }
  }
  return out;
}

}  // namespace bartizan::use::python

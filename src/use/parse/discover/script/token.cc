#include "use/parse/discover/script/token.h"

#include <algorithm>
#include <array>

#include "record/component.h"
#include "text/lines.h"

namespace bartizan::use::script {
namespace {

enum class Mode : std::uint8_t { code, chunk, tag, children };

struct Frame {
  std::uint16_t mark = 0;
  std::uint32_t token = 0;
  Mode after = Mode::code;  // how to go on once it is closed
};

constexpr std::array<bool, 256> word_bytes() {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    table[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '$' || c == '#' || c == '\\' || c >= 0x80;
  }
  return table;
}
constexpr std::array<bool, 256> kWordBytes = word_bytes();
bool is_word(char c) { return kWordBytes[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return is_word(c) && !is_digit(c); }

// Words after which an expression begins (ECMA-262, 12.9: InputElementRegExp).
bool expects_operand(std::string_view word) {
  constexpr std::array<std::string_view, 16> kWords{
      "return", "typeof", "case", "in",    "of",         "delete", "void",    "throw",
      "new",    "else",   "do",   "await", "instanceof", "yield",  "default", "extends"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::uint16_t closer_to_opener(char c) { return op(c == ')' ? '(' : c == ']' ? '[' : '{'); }

class Tokenizer {
 public:
  Tokenizer(std::string_view text, std::size_t begin, std::size_t end, bool jsx,
            base::Budget& budget, Tokens& out)
      : text_(text.substr(0, end)), at_(begin), jsx_(jsx), budget_(budget), out_(out) {}

  void run() {
    if (text_.substr(at_).starts_with("#!")) to_line_end();
    while (at_ < text_.size()) {
      if (out_.list.size() >= kMostTokens || frames_.size() >= kMostNesting || !paid()) {
        out_.complete = false;
        break;
      }
      switch (mode_) {
        case Mode::code:
          code();
          break;
        case Mode::chunk:
          chunk();
          break;
        case Mode::tag:
          tag();
          break;
        case Mode::children:
          children();
          break;
      }
    }
    // What is never closed reaches to the end.
    while (!frames_.empty()) pop(static_cast<std::uint32_t>(text_.size()), 0);
  }

 private:
  // A step for each byte, paid in advance: blanks and comments make no tokens.
  bool paid() {
    if (at_ < paid_) return true;
    const std::size_t more = std::min<std::size_t>(text_.size() - at_, 0x10000);
    paid_ = at_ + more;
    return budget_.charge_steps(more);
  }
  char look(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void to_line_end() { at_ = std::min(text_.size(), text_.find('\n', at_)); }

  Token& add(Kind kind, std::size_t at, std::size_t size, std::uint16_t mark = 0) {
    out_.list.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size), kNone,
                         mark, kind, false});
    return out_.list.back();
  }
  void push(std::uint16_t mark, std::size_t size, Mode after) {
    frames_.push_back({mark, static_cast<std::uint32_t>(out_.list.size()), after});
    if (mark < open_.size()) ++open_[mark];
    add(Kind::open, at_, size, mark);
  }
  void pop(std::uint32_t at, std::uint32_t size) {
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (frame.mark < open_.size()) --open_[frame.mark];
    out_.list[frame.token].mate = static_cast<std::uint32_t>(out_.list.size());
    add(Kind::close, at, size, frame.mark).mate = frame.token;
    mode_ = frame.after;
  }

  bool operand_expected() const {
    if (out_.list.empty()) return true;
    const Token& last = out_.list.back();
    switch (last.kind) {
      case Kind::word:
        return expects_operand(text_.substr(last.at, last.size));
      case Kind::text:
      case Kind::number:
      case Kind::regex:
      case Kind::chunk:
        return false;
      case Kind::open:
        return true;
      case Kind::punct:
        return last.mark != op('+', '+') && last.mark != op('-', '-');
      case Kind::close:
        break;
    }
    if (last.mark == op('{')) return true;
    if (last.mark != op('(') || last.mate == 0 || last.mate == kNone) return false;
    const Token& before = out_.list[last.mate - 1];
    const std::string_view word = text_.substr(before.at, before.size);
    return before.kind == Kind::word && (word == "if" || word == "while" || word == "for");
  }

  void code() {
    const char c = text_[at_];
    if (is_blank(c)) {
      ++at_;
    } else if (is_word(c)) {
      word();
    } else if (c == '"' || c == '\'') {
      string(c);
    } else if (c == '/') {
      slash();
    } else if (c == '(' || c == '[' || c == '{') {
      push(op(c), 1, Mode::code);
      ++at_;
    } else if (c == ')' || c == ']' || c == '}') {
      close(c);
    } else if (c == '`') {
      push(op('`'), 1, Mode::code);
      ++at_;
      mode_ = Mode::chunk;
    } else if (c == '<' && jsx_ && operand_expected() && opens_element()) {
      open_element(Mode::code);
    } else {
      punct(c);
    }
  }

  void word() {
    const std::size_t begin = at_;
    const bool number = is_digit(text_[at_]);
    while (at_ < text_.size() && (is_word(text_[at_]) || (number && text_[at_] == '.'))) ++at_;
    add(number ? Kind::number : Kind::word, begin, at_ - begin);
  }

  void string(char quote) {
    const std::size_t begin = ++at_;
    bool escaped = false;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      if (text_[at_] == '\\') {
        escaped = true;
        at_ += look(1) == '\r' && look(2) == '\n' ? 2U : 1U;
      }
      ++at_;
    }
    at_ = std::min(at_, text_.size());
    add(Kind::text, begin, at_ - begin).escaped = escaped;
    if (at_ < text_.size() && text_[at_] == quote) ++at_;
  }

  void slash() {
    if (look(1) == '/') return to_line_end();
    if (look(1) == '*') {
      const std::size_t end = text_.find("*/", at_ + 2);
      at_ = end == text_.npos ? text_.size() : end + 2;
      return;
    }
    if (at_ >= no_regex_before_ && operand_expected()) {
      bool in_class = false;
      std::size_t i = at_ + 1;
      for (; i < text_.size() && text_[i] != '\n'; ++i) {
        if (text_[i] == '\\') {
          ++i;
        } else if (text_[i] == '[') {
          in_class = true;
        } else if (text_[i] == ']') {
          in_class = false;
        } else if (text_[i] == '/' && !in_class) {
          const std::size_t begin = at_;
          for (at_ = i + 1; at_ < text_.size() && is_word(text_[at_]);) ++at_;
          add(Kind::regex, begin, at_ - begin);
          return;
        }
      }
      // One look at each line: what has no end here has none from its middle either.
      no_regex_before_ = i;
    }
    punct('/');
  }

  void punct(char c) {
    constexpr std::array<std::string_view, 20> kPairs{
        "=>", "==", "!=", "??", "||", "&&", "?.", "..", "++", "--",
        "+=", "-=", "*=", "/=", "|=", "&=", "<=", "**", "%=", "^="};
    const char next = look(1);
    // "a?.5:b" is a choice, not an optional chain.
    const bool choice = c == '?' && next == '.' && is_digit(look(2));
    std::size_t size = 1;
    std::uint16_t mark = op(c);
    for (const std::string_view pair : kPairs) {
      if (choice || pair[0] != c || pair[1] != next) continue;
      mark = op(c, next);
      size = 2;
      const char third = look(2);
      if (((mark == op('=', '=') || mark == op('!', '=') || mark == op('?', '?') ||
            mark == op('|', '|') || mark == op('&', '&')) &&
           third == '=') ||
          (mark == op('.', '.') && third == '.')) {
        size = 3;
        if (third == '=' && c != '=' && c != '!') mark = op(c, '=');
      }
      break;
    }
    add(Kind::punct, at_, size, mark);
    at_ += size;
  }

  void close(char c) {
    const std::uint16_t opener = closer_to_opener(c);
    const bool brace = c == '}';
    const bool known = open_[opener] != 0 || (brace && open_[static_cast<unsigned char>('$')] != 0);
    if (!known) {
      add(Kind::punct, at_++, 1, op(c));
      return;
    }
    for (;;) {
      const std::uint16_t mark = frames_.back().mark;
      const bool fits = mark == opener || (brace && mark == op('$'));
      pop(static_cast<std::uint32_t>(at_), fits ? 1 : 0);
      if (fits) break;
    }
    ++at_;
  }

  void chunk() {
    const std::size_t begin = at_;
    bool escaped = false;
    while (at_ < text_.size() && text_[at_] != '`' && !(text_[at_] == '$' && look(1) == '{')) {
      if (text_[at_] == '\\') {
        escaped = true;
        ++at_;
      }
      ++at_;
    }
    at_ = std::min(at_, text_.size());
    if (at_ > begin) add(Kind::chunk, begin, at_ - begin).escaped = escaped;
    if (at_ == text_.size()) return;
    if (text_[at_] == '`') {
      pop(static_cast<std::uint32_t>(at_), 1);
      ++at_;
    } else {
      push(op('$'), 2, Mode::chunk);
      at_ += 2;
      mode_ = Mode::code;
    }
  }

  // <a, <A.b, <> but not the type parameters of <T,>(x) and <T extends U>(x).
  bool opens_element() const {
    const char c = look(1);
    if (c == '>') return true;
    if (!is_letter(c)) return false;
    std::size_t i = at_ + 1;
    while (i < text_.size() && (is_word(text_[i]) || text_[i] == '.' || text_[i] == '-')) ++i;
    while (i < text_.size() && is_blank(text_[i])) ++i;
    return i < text_.size() && text_[i] != ',' && !text_.substr(i).starts_with("extends ");
  }

  void open_element(Mode after) {
    push(op('<'), 1, after);
    ++at_;
    mode_ = Mode::tag;
  }

  void tag() {
    const char c = text_[at_];
    if (is_letter(c)) {
      const std::size_t begin = at_;
      while (at_ < text_.size() &&
             (is_word(text_[at_]) || text_[at_] == '-' || text_[at_] == ':' || text_[at_] == '.')) {
        ++at_;
      }
      add(Kind::word, begin, at_ - begin);
    } else if (c == '"' || c == '\'') {
      // No escapes here, and line ends are part of the value.
      const std::size_t end = std::min(text_.size(), text_.find(c, at_ + 1));
      add(Kind::text, at_ + 1, end - at_ - 1);
      at_ = std::min(text_.size(), end + 1);
    } else if (c == '{') {
      push(op('{'), 1, Mode::tag);
      ++at_;
      mode_ = Mode::code;
    } else if (c == '>') {
      ++at_;
      mode_ = Mode::children;
    } else if (c == '/' && look(1) == '>') {
      pop(static_cast<std::uint32_t>(at_), 2);
      at_ += 2;
    } else if (c == '/' && look(1) == '/') {
      to_line_end();
    } else if (c == '/' && look(1) == '*') {
      slash();
    } else {
      if (c == '=') add(Kind::punct, at_, 1, op('='));
      ++at_;
    }
  }

  void children() {
    const std::size_t next = text_.find_first_of("<{", at_);
    if (next == text_.npos) {
      at_ = text_.size();
      return;
    }
    at_ = next;
    if (text_[at_] == '{') {
      push(op('{'), 1, Mode::children);
      ++at_;
      mode_ = Mode::code;
    } else if (look(1) == '/') {
      const std::size_t end = std::min(text_.size(), text_.find('>', at_));
      pop(static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end - at_));
      at_ = std::min(text_.size(), end + 1);
    } else if (is_letter(look(1)) || look(1) == '>') {
      open_element(Mode::children);
    } else {
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_;
  bool jsx_;
  base::Budget& budget_;
  Tokens& out_;
  Mode mode_ = Mode::code;
  std::size_t no_regex_before_ = 0;
  std::size_t paid_ = 0;
  std::vector<Frame> frames_;
  std::array<std::uint32_t, 256> open_{};
};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | (code >> 6));
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3f));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

// Up to `most` hexadecimal digits at `at`, which moves behind them.
std::uint32_t hexadecimal(std::string_view raw, std::size_t& at, std::size_t most) {
  std::uint32_t value = 0;
  for (std::size_t n = 0; n < most && at < raw.size(); ++n, ++at) {
    const char c = raw[at];
    if (c >= '0' && c <= '9') {
      value = value * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      value = value * 16 + static_cast<std::uint32_t>(c - 'A' + 10);
    } else {
      break;
    }
  }
  return value;
}

}  // namespace

void tokenize(std::string_view text, std::size_t begin, std::size_t end, bool jsx,
              base::Budget& budget, Tokens& out) {
  Tokenizer(text, begin, end, jsx, budget, out).run();
}

std::string evidence_of(std::string_view line) {
  line = text::trim(line);
  // Blanks within will be taken out of it.
  std::size_t end = std::min(line.size(), 4 * record::kMostEvidence);
  while (end > 0 && end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) {
    --end;
  }
  return std::string(line.substr(0, end));
}

std::string decoded(std::string_view text, const Token& token) {
  const std::string_view raw = text.substr(token.at, token.size);
  if (!token.escaped) return std::string(raw);
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      out.push_back(raw[i]);
      continue;
    }
    const char c = raw[++i];
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
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'v':
        out.push_back('\v');
        break;
      case '0':
        out.push_back('\0');
        break;
      case '\r':
        if (i + 1 < raw.size() && raw[i + 1] == '\n') ++i;
        break;
      case '\n':
        break;
      case 'x':
      case 'u': {
        const bool braced = c == 'u' && i + 1 < raw.size() && raw[i + 1] == '{';
        std::size_t at = i + (braced ? 2 : 1);
        std::uint32_t code = hexadecimal(raw, at, c == 'x' ? 2 : braced ? 6 : 4);
        if (braced && at < raw.size() && raw[at] == '}') ++at;
        // Surrogates alone are no characters.
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
        append_utf8(out, code);
        i = at - 1;
        break;
      }
      default:
        out.push_back(c);
    }
  }
  return out;
}

}  // namespace bartizan::use::script

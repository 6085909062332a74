#include "use/parse/discover/languages/code.h"

#include <algorithm>

namespace bartizan::use::languages {
namespace {

// A character literal is at most '\u{10ffff}'.
constexpr std::size_t kMostCharacter = 12;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Tokenizer {
 public:
  Tokenizer(std::string_view text, Language language, base::Budget& budget)
      : text_(text), language_(language), budget_(budget) {
    code_.text = text;
  }

  Code run() {
    while (at_ < text_.size()) {
      if (code_.tokens.size() >= kMostTokens || !paid()) {
        code_.complete = false;
        break;
      }
      step();
    }
    return std::move(code_);
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
  void to(std::size_t end) { at_ = std::min(end, text_.size()); }
  // Behind `end`, or at the text's end.
  void behind(std::string_view end, std::size_t from) {
    const std::size_t found = text_.find(end, from);
    to(found == text_.npos ? text_.size() : found + end.size());
  }
  Token& add(Kind kind, std::size_t begin, std::size_t end) {
    end = std::min(end, text_.size());
    begin = std::min(begin, end);
    const auto index = static_cast<std::uint32_t>(code_.tokens.size());
    code_.tokens.push_back({static_cast<std::uint32_t>(begin),
                            static_cast<std::uint32_t>(end - begin), index, kind, '\0', '\0'});
    return code_.tokens.back();
  }

  void step() {
    const char c = text_[at_];
    if (is_blank(c)) {
      ++at_;
    } else if (c == '/' && look(1) == '/') {
      to(text_.find('\n', at_));
    } else if (c == '/' && look(1) == '*') {
      comment();
    } else if (c == '"') {
      string(at_);
    } else if (c == '`' && language_ == Language::go) {
      const std::size_t begin = at_ + 1;
      behind("`", begin);
      add(Kind::text, begin, at_ == text_.size() && !text_.ends_with('`') ? at_ : at_ - 1);
    } else if (c == '\'') {
      character();
    } else if (is_word(c) || ((c == '@' || c == '$') && prefixed())) {
      word();
    } else {
      punct(c);
    }
  }

  void comment() {
    const bool nests = language_ == Language::rust || language_ == Language::kotlin;
    if (!nests) return behind("*/", at_ + 2);
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      if (text_[at_] == '/' && look(1) == '*') {
        ++depth;
        at_ += 2;
      } else if (text_[at_] == '*' && look(1) == '/') {
        at_ += 2;
        if (--depth == 0) return;
      } else {
        ++at_;
      }
    }
  }

  // C#: @"..." takes backslashes as they are, $"..." has holes.
  bool prefixed() const {
    return language_ == Language::csharp &&
           (look(1) == '"' || ((look(1) == '@' || look(1) == '$') && look(2) == '"'));
  }

  void word() {
    if (!is_word(text_[at_])) {
      bool verbatim = false;
      while (text_[at_] != '"') verbatim = text_[at_++] == '@' || verbatim;
      return verbatim ? this->verbatim() : string(at_);
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (language_ == Language::rust && (name == "r" || name == "br" || name == "b") &&
        (look(0) == '"' || (look(0) == '#' && name != "b"))) {
      std::size_t hashes = 0;
      while (look(hashes) == '#') ++hashes;
      if (look(hashes) == '"') {
        if (name == "b") return string(at_);
        return raw_string(hashes);
      }
    }
    if (is_digit(name.front())) {
      while (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.')) ++at_;
      add(Kind::number, begin, at_);
    } else {
      add(Kind::word, begin, at_);
    }
  }

  void raw_string(std::size_t hashes) {
    const std::size_t begin = at_ + hashes + 1;
    std::string end = "\"";
    end.append(std::min<std::size_t>(hashes, 255), '#');  // rustc allows 255
    behind(end, begin);
    add(Kind::text, begin, std::max(begin, at_ - std::min(at_, end.size())));
  }

  void verbatim() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && (text_[at_] != '"' || look(1) == '"')) {
      at_ += text_[at_] == '"' ? 2U : 1U;
    }
    to(at_);
    add(Kind::text, begin, at_);
    to(at_ + 1);
  }

  void string(std::size_t quote) {
    at_ = quote;
    const bool blocks = language_ == Language::java || language_ == Language::kotlin ||
                        language_ == Language::csharp;
    if (blocks && text_.substr(at_).starts_with("\"\"\"")) {
      const std::size_t begin = at_ + 3;
      behind("\"\"\"", begin);
      add(Kind::text, begin, std::max(begin, at_ - std::min<std::size_t>(at_, 3)));
      return;
    }
    const bool lines = language_ == Language::rust;  // its strings may go on
    const std::size_t begin = ++at_;
    std::size_t holes = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n' && !lines) break;
      if (c == '"' && holes == 0) break;
      if (c == '\\') ++at_;
      if (language_ == Language::kotlin) {
        if (c == '$' && look(1) == '{') ++holes;
        if (c == '}' && holes > 0) --holes;
      }
      ++at_;
    }
    to(at_);
    add(Kind::text, begin, at_);
    if (at_ < text_.size() && text_[at_] == '"') ++at_;
  }

  // 'x' is of no interest, and 'a may be a lifetime.
  void character() {
    std::size_t end = at_ + (look(1) == '\\' ? 3U : 2U);
    if (look(1) != '\\' && static_cast<unsigned char>(look(1)) < 0x80) {
      to(look(2) == '\'' ? at_ + 3 : at_ + 1);
      return;
    }
    const std::size_t last = std::min(text_.size(), at_ + kMostCharacter);
    while (end < last && text_[end] != '\'') ++end;
    to(end < last ? end + 1 : at_ + 1);
  }

  void punct(char c) {
    Token& made = add(Kind::punct, at_, at_ + 1);
    made.mark = c;
    made.next = look(1);
    const auto index = static_cast<std::uint32_t>(code_.tokens.size() - 1);
    if (c == '(' || c == '[' || c == '{') {
      open_.push_back(index);
    } else if (c == ')' || c == ']' || c == '}') {
      const char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
      // A bracket that is never closed ends with what encloses it.
      std::size_t n = open_.size();
      const std::size_t last = n > 64 ? n - 64 : 0;
      while (n > last && code_.tokens[open_[n - 1]].mark != wanted) --n;
      if (n > last) {
        code_.tokens[open_[n - 1]].mate = index;
        made.mate = open_[n - 1];
        open_.resize(n - 1);
      }
    }
    ++at_;
  }

  std::string_view text_;
  Language language_;
  base::Budget& budget_;
  Code code_;
  std::size_t at_ = 0;
  std::size_t paid_ = 0;
  std::vector<std::uint32_t> open_;
};

}  // namespace

Code tokenize(std::string_view text, Language language, base::Budget& budget) {
  return Tokenizer(text, language, budget).run();
}

}  // namespace bartizan::use::languages

#include "use/parse/discover/infra/shell_words.h"

#include <utility>

#include "text/lines.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;

// A command of more words is data.
constexpr std::size_t kMostWords = 2000;

class Tokeniser {
 public:
  Tokeniser(string_view text, std::uint32_t line,
            const std::function<void(std::vector<Word>&&)>& each,
            const std::function<void(string_view, std::uint32_t)>& body)
      : text_(text), line_(line), each_(each), body_(body) {}

  void run() {
    while (at_ < text_.size()) step();
    end_command();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\\') return escape();
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '#' && !open_) return comment();
    if (c == '<' && text_.substr(at_).starts_with("<<") && !text_.substr(at_).starts_with("<<<")) {
      return here_document();
    }
    if (c == '$' && at_ + 1 < text_.size() && text_[at_ + 1] == '{') return braces();
    ++at_;
    switch (c) {
      case '\n':
        end_command();
        ++line_;
        here_bodies();
        break;
      case ' ':
      case '\t':
      case '\r':
      case '<':
      case '>':
        end_word();
        break;
      case ';':
      case '|':
      case '&':
      case '(':
      case ')':
      case '`':
        end_command();
        break;
      default:
        put(c);
    }
  }

  void put(char c) {
    if (!open_) {
      open_ = true;
      word_ = {{}, line_, false};
    }
    word_.text += c;
  }
  void end_word() {
    if (open_ && words_.size() < kMostWords) words_.push_back(std::move(word_));
    open_ = false;
  }
  void end_command() {
    end_word();
    if (!words_.empty()) each_(std::exchange(words_, {}));
  }
  void escape() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\n') {
      ++line_;
      end_word();
      // A comment line between continuation lines, as Dockerfiles allow it.
      std::size_t next = text_.find_first_not_of(" \t", at_ + 1);
      while (next != text_.npos && text_[next] == '#') {
        const std::size_t end = text_.find('\n', next);
        if (end == text_.npos) break;
        ++line_;
        at_ = end;
        next = text_.find_first_not_of(" \t", at_ + 1);
      }
    } else {
      put(text_[at_]);
    }
    ++at_;
  }
  void quoted(char quote) {
    if (!open_) {
      open_ = true;
      word_ = {{}, line_, true};
    }
    word_.quoted = true;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        if (text_[at_] == '\n') {
          ++line_;
          continue;
        }
        if (string_view("\"\\$`").find(text_[at_]) == string_view::npos) word_.text += '\\';
      }
      word_.text += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
  }
  // ${NAME:-a default} is one word.
  void braces() {
    std::size_t depth = 0;
    while (at_ < text_.size() && text_[at_] != '\n') {
      const char c = text_[at_++];
      put(c);
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) return;
    }
  }
  void comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  void here_document() {
    at_ += 2;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    std::string mark;
    while (at_ < text_.size() &&
           string_view(" \t\r\n;|&<>()").find(text_[at_]) == string_view::npos) {
      if (string_view("'\"\\").find(text_[at_]) == string_view::npos) mark += text_[at_];
      ++at_;
    }
    if (!mark.empty() && marks_.size() < 8) marks_.push_back(std::move(mark));
  }
  void here_bodies() {
    for (const std::string& mark : std::exchange(marks_, {})) {
      while (at_ < text_.size()) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        const string_view line = text_.substr(at_, end - at_);
        at_ = std::min(end + 1, text_.size());
        const std::uint32_t number = line_++;
        if (text::trim(line) == mark) break;
        body_(line, number);
      }
    }
  }

  string_view text_;
  std::uint32_t line_;
  const std::function<void(std::vector<Word>&&)>& each_;
  const std::function<void(string_view, std::uint32_t)>& body_;
  std::size_t at_ = 0;
  bool open_ = false;
  Word word_;
  std::vector<Word> words_;
  std::vector<std::string> marks_;
};

}  // namespace

void shell_words(string_view script, std::uint32_t first_line,
                 const std::function<void(std::vector<Word>&&)>& each,
                 const std::function<void(string_view, std::uint32_t)>& body) {
  Tokeniser(script, first_line, each, body).run();
}

}  // namespace bartizan::use::infra

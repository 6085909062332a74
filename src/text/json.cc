#include <optional>

#include "base/json_read.h"
#include "base/reader.h"
#include "text/account.h"
#include "text/tree.h"

namespace bartizan::text {
namespace {

using base::Code;
using base::Range;
using Kind = Node::Kind;

class Builder final : public base::JsonVisitor {
 public:
  Builder(std::string_view text, Account& account) : account_(account), lines_(text) {}

  void begin_object(std::uint64_t at) override { open(Kind::object, at); }
  void end_object(std::uint64_t) override { close(); }
  void begin_array(std::uint64_t at) override { open(Kind::array, at); }
  void end_array(std::uint64_t) override { close(); }
  void key(std::string_view name, Range) override {
    if (!full_) key_ = name;
  }
  void string(std::string_view text, Range range) override {
    put(Kind::string, text, range.offset);
  }
  void number(const base::JsonNumber& number, Range range) override {
    put(Kind::number, number.text, range.offset);
  }
  void boolean(bool value, Range range) override {
    put(Kind::boolean, value ? "true" : "false", range.offset);
  }
  void null(Range range) override { put(Kind::null, {}, range.offset); }

  bool full() const { return full_; }
  Node take() { return std::move(root_); }

 private:
  Node* put(Kind kind, std::string_view text, std::uint64_t at) {
    // The walk goes on when no more is kept: it is linear and says what else is wrong.
    if (full_ || !account_.node()) {
      full_ = true;
      return nullptr;
    }
    Node* node = &root_;
    if (!open_.empty()) {
      node = &open_.back()->items.emplace_back();
      if (open_.back()->kind == Kind::object) node->key = std::move(key_);
      key_.clear();
    }
    node->kind = kind;
    node->text = text;
    node->line = lines_.line_of(at);
    return node;
  }
  void open(Kind kind, std::uint64_t at) {
    // A pointer to an open node stays good: its siblings come only after it is closed.
    if (Node* node = put(kind, {}, at)) open_.push_back(node);
  }
  void close() {
    if (!full_) open_.pop_back();
  }

  Account& account_;
  LineCounter lines_;
  Node root_;
  std::vector<Node*> open_;
  std::string key_;
  bool full_ = false;
};

// `shift` bytes were cut off in front of `text`.
base::Result<Node> build(std::string_view text, Account& account, std::size_t shift) {
  Builder builder(text, account);
  const auto done = base::read_json(base::bytes_of(text), account.budget(), builder);
  if (!done) return base::fail(done.error().code, done.error().what, done.error().offset + shift);
  if (builder.full()) return base::fail(Code::limit, "more values than are kept");
  return builder.take();
}

// Blanks out comments and trailing commas, so that every place stays where it is. The offset of a
// comment or string that does not end, else nothing.
std::optional<std::size_t> blank_out(std::string& text) {
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
    }
  };
  constexpr std::size_t kNone = std::string::npos;
  std::size_t comma = kNone;  // a comma that only blanks and comments have followed
  char before = '[';          // the last character that counts, in front of that comma
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::string_view rest = std::string_view(text).substr(i);
    if (rest.starts_with("//")) {
      const std::size_t end = std::min(text.find_first_of("\r\n", i), text.size());
      blank(i, end);
      i = end;
    } else if (rest.starts_with("/*")) {
      const std::size_t end = text.find("*/", i + 2);
      if (end == kNone) return i;
      blank(i, end + 2);
      i = end + 2;
    } else if (c == '"') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
      if (end >= text.size()) return i;
      i = end + 1;
      comma = kNone;
      before = '"';
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++i;
    } else {
      const bool closes = c == '}' || c == ']';
      const bool follows_value = before != '[' && before != '{' && before != ',' && before != ':';
      if (closes && comma != kNone && follows_value) text[comma] = ' ';
      if (c == ',' && comma == kNone) {
        comma = i;
      } else {
        comma = kNone;
        before = c;
      }
      ++i;
    }
  }
  return std::nullopt;
}

}  // namespace

base::Result<Node> parse_json(std::string_view text, base::Budget& budget) {
  Account account(budget);
  if (!account.input(text.size())) return base::fail(Code::limit, "no budget left for the text");
  return build(text, account, 0);
}

base::Result<Node> parse_jsonc(std::string_view text, base::Budget& budget) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const std::size_t shift = text.starts_with(kMark) ? kMark.size() : 0;
  text.remove_prefix(shift);
  Account account(budget);
  if (!account.input(text.size())) return base::fail(Code::limit, "no budget left for the text");
  std::string plain(text);
  if (const auto unclosed = blank_out(plain)) {
    return base::fail(Code::malformed, "a comment or a string does not end", *unclosed + shift);
  }
  return build(plain, account, shift);
}

}  // namespace bartizan::text

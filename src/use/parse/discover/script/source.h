// Script: one file's tokens with what its names stand for, and the values of its expressions.
//
// What it is: imports, declarations (constants, fields, defaults, destructuring, enumerations) and
// a reader of expressions that follows them to literals and to the packages they come from. What it
// is not: an interpreter; control flow is ignored, all branches count, and whatever it cannot
// follow has no value. Everything points into the text, which must outlive it. Work is bounded by
// kMostEvaluation steps a token. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/budget.h"
#include "record/component.h"
#include "use/parse/discover/script/token.h"

namespace bartizan::use::script {

// Where a value comes from: a module and the path within it, "()" for each call: what
// `new OpenAI().chat.completions.create` says is {"openai", "OpenAI().chat.completions.create"}.
struct Origin {
  std::string_view module;  // as imported; "" unknown
  std::string path;

  bool known() const { return !module.empty(); }
};

// One text that an expression may have.
struct Choice {
  std::string text;
  record::Certainty certainty = record::Certainty::high;
  std::string env;          // whose default it is
  std::uint32_t token = 0;  // where it stands
};
inline constexpr std::size_t kMostChoices = 8;

struct Value {
  std::vector<Choice> choices;
  Origin origin;
  std::string env;               // the environment's variable it is
  std::uint32_t object = kNone;  // its opening brace
  std::uint32_t array = kNone;   // its opening bracket
  std::uint32_t call = kNone;    // opening parenthesis of its last call
  bool function = false;
  std::uint32_t end = 0;  // first token behind it
};

struct Import {
  std::string_view module;
  std::uint32_t token = 0;
};

struct Property {
  std::string_view key;
  std::uint32_t token = 0;  // of the key
  std::uint32_t value = 0;  // first token of the value; the key's own of a shorthand
  bool shorthand = false;
};
inline constexpr std::size_t kMostProperties = 512;

class Script {
 public:
  Script(std::string_view text, bool typescript, Tokens tokens, base::Budget& budget);

  std::string_view text() const { return text_; }
  const std::vector<Token>& tokens() const { return tokens_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens_.size()); }
  bool typescript() const { return typescript_; }

  std::string_view word(std::uint32_t i) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::word
               ? text_.substr(tokens_[i].at, tokens_[i].size)
               : std::string_view();
  }
  // A word's or string's text as it stands.
  std::string_view raw(std::uint32_t i) const {
    return i < tokens_.size() ? text_.substr(tokens_[i].at, tokens_[i].size) : std::string_view();
  }
  bool is(std::uint32_t i, std::uint16_t mark) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::punct && tokens_[i].mark == mark;
  }
  bool opens(std::uint32_t i, char bracket) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::open && tokens_[i].mark == op(bracket);
  }
  bool closes(std::uint32_t i, char bracket) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::close && tokens_[i].mark == op(bracket);
  }
  bool is_key(std::uint32_t i) const {
    return i < tokens_.size() && (tokens_[i].kind == Kind::word || tokens_[i].kind == Kind::text);
  }

  // In their order; a module once for each place.
  const std::vector<Import>& imports() const { return imports_; }
  // The module a local name is bound to.
  Origin import_of(std::string_view name) const;

  Value value(std::uint32_t token) { return expression(token, 0); }
  // Whether evaluation stopped at its limit: values after that are unknown.
  bool exhausted() const { return steps_left_ == 0; }
  // Along a chain that starts at a word: `each(origin, open parenthesis, is_new)` for every call.
  template <class Each>
  std::uint32_t calls(std::uint32_t start, Each each);

  std::vector<Property> properties(std::uint32_t brace) const;
  // First tokens of arguments or elements, at most `most`.
  std::vector<std::uint32_t> items(std::uint32_t bracket, std::size_t most) const;
  std::uint32_t property(std::uint32_t brace, std::string_view key) const;  // its value, or kNone
  std::uint32_t skip_type(std::uint32_t i) const;
  // Behind the type arguments at `i` ("<"), or `i` where they are a comparison.
  std::uint32_t skip_type_arguments(std::uint32_t i) const;
  std::uint32_t to_comma(std::uint32_t i, std::uint32_t end) const;
  // The variable, field, key or function that holds the expression that starts at `i`.
  std::string_view holder(std::uint32_t i, unsigned depth = 0) const;

 private:
  struct Binding {
    std::string_view module, name;  // name "" is the module itself
  };
  struct Declaration {
    std::uint32_t value = kNone;  // first token of what it is set to
    std::uint32_t scope = kNone;  // opening brace of the block it stands in; kNone: the file
    std::uint32_t at = 0;
    std::string_view member;  // set to that member of it
    std::uint32_t fallback = kNone;
    std::string_view type;  // annotated with that imported name
  };

  void collect();
  void import_statement(std::uint32_t i);
  void export_statement(std::uint32_t i);
  void bind_braces(std::uint32_t brace, std::string_view module);
  void assignment(std::uint32_t equals, std::uint32_t scope);
  void pattern(std::uint32_t brace, std::uint32_t value, std::uint32_t scope);
  std::string_view branch_holder(std::uint32_t i, unsigned depth) const;
  std::uint32_t annotated(std::uint32_t equals) const;

  Value expression(std::uint32_t i, unsigned depth);
  Value operand(std::uint32_t i, unsigned depth);
  Value primary(std::uint32_t i, unsigned depth);
  Value named(std::uint32_t i, unsigned depth);
  Value from_template(std::uint32_t i, unsigned depth);
  Value declared(const Declaration& declaration, unsigned depth);
  bool postfix(Value& value, std::uint32_t root, unsigned depth);
  bool assigned(Value& value, std::uint32_t root, std::string_view name, unsigned depth);
  void member(Value& value, std::string_view name, unsigned depth);
  void call(Value& value, std::uint32_t open, unsigned depth);
  const Declaration* find(std::string_view name, std::uint32_t use, bool field) const;
  bool spend();

  std::string_view text_;
  bool typescript_;
  std::vector<Token> tokens_;
  base::Budget& budget_;
  std::uint64_t steps_left_;
  std::vector<Import> imports_;
  std::unordered_map<std::string_view, Binding> bindings_;
  std::unordered_map<std::string_view, std::vector<Declaration>> declarations_, fields_;
  std::unordered_map<std::string, std::uint32_t> assigned_;  // "name.member" -> last value
};

template <class Each>
std::uint32_t Script::calls(std::uint32_t start, Each each) {
  Value value;
  bool is_new = false;
  std::uint32_t i = start;
  if (word(i) == "new") {
    is_new = true;
    ++i;
  }
  if (i >= size()) return size();
  value = named(i, 0);
  for (;;) {
    const std::uint32_t before = value.end;
    const std::uint32_t open = opens(before, '(') ? before : skip_type_arguments(before);
    if (opens(open, '(')) each(value.origin, open, std::exchange(is_new, false));
    if (!postfix(value, i, 0) || value.end <= before) return before;
  }
}

inline constexpr std::uint64_t kMostEvaluation = 32;

}  // namespace bartizan::use::script

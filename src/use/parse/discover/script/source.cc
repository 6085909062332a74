#include "use/parse/discover/script/source.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bartizan::use::script {
namespace {

// How far a target is looked for before "=": `private readonly model: Promise<string | null> = `.
constexpr std::uint32_t kMostAnnotation = 24;
// Arrow functions and choices within each other.
constexpr unsigned kMostHolders = 6;
// Type arguments longer than this are taken for a comparison.
constexpr std::uint32_t kMostTypeArguments = 96;

bool is_declarator(std::string_view word) {
  return word == "const" || word == "let" || word == "var";
}

}  // namespace

Script::Script(std::string_view text, bool typescript, Tokens tokens, base::Budget& budget)
    : text_(text),
      typescript_(typescript),
      tokens_(std::move(tokens.list)),
      budget_(budget),
      steps_left_(kMostEvaluation * tokens_.size() + 1024) {
  collect();
}

bool Script::spend() {
  if (steps_left_ == 0 || !budget_.charge_steps()) return false;
  --steps_left_;
  return true;
}

Origin Script::import_of(std::string_view name) const {
  const auto found = bindings_.find(name);
  if (found == bindings_.end()) return {};
  return {found->second.module, std::string(found->second.name)};
}

void Script::collect() {
  std::vector<std::uint32_t> scopes;
  for (std::uint32_t i = 0; i < size(); ++i) {
    const Token& token = tokens_[i];
    const std::uint32_t scope = scopes.empty() ? kNone : scopes.back();
    if (token.kind == Kind::open && token.mark == op('{')) {
      scopes.push_back(i);
    } else if (token.kind == Kind::close && token.mark == op('{')) {
      if (!scopes.empty()) scopes.pop_back();
    } else if (token.kind == Kind::punct) {
      if (token.mark == op('=')) assignment(i, scope);
      // `client: OpenAI`, where nothing better is known.
      if (typescript_ && token.mark == op(':') && i > 0 && !word(i - 1).empty() &&
          bindings_.contains(word(i + 1)) && !is(i + 2, op('=')) && !opens(i + 2, '(')) {
        declarations_[word(i - 1)].push_back({kNone, scope, i, {}, kNone, word(i + 1)});
      }
    } else if (token.kind == Kind::word) {
      const std::string_view name = raw(i);
      const bool is_member = i > 0 && (is(i - 1, op('.')) || is(i - 1, op('?', '.')));
      if (is_member) continue;
      if (name == "import") {
        import_statement(i);
      } else if (name == "export") {
        export_statement(i);
      } else if (name == "require" && opens(i + 1, '(') && i + 2 < size() &&
                 tokens_[i + 2].kind == Kind::text) {
        imports_.push_back({raw(i + 2), i + 2});
      } else if ((name == "enum" || name == "class") && !word(i + 1).empty()) {
        // The body is read like an object; `class A extends B<C> {`.
        std::uint32_t brace = i + 2;
        const std::uint32_t last = std::min(size(), i + kMostAnnotation);
        while (brace < last && !opens(brace, '{') && !is(brace, op(';'))) ++brace;
        if (opens(brace, '{')) {
          declarations_[word(i + 1)].push_back({brace, scope, i, {}, kNone, {}});
        }
      }
    }
  }
}

void Script::bind_braces(std::uint32_t brace, std::string_view module) {
  const std::uint32_t end = std::min(tokens_[brace].mate, size());
  for (std::uint32_t i = brace + 1; i < end; i = to_comma(i, end) + 1) {
    if (word(i) == "type" && !word(i + 1).empty() && word(i + 1) != "as") ++i;
    const std::string_view name = raw(i);
    const std::string_view local = word(i + 1) == "as" ? word(i + 2) : word(i);
    if (!local.empty()) bindings_[local] = {module, name};
  }
}

void Script::import_statement(std::uint32_t i) {
  std::uint32_t at = i + 1;
  if (opens(at, '(')) {
    if (at + 1 < size() && tokens_[at + 1].kind == Kind::text) {
      imports_.push_back({raw(at + 1), at + 1});
    }
    return;
  }
  if (at < size() && tokens_[at].kind == Kind::text) {
    imports_.push_back({raw(at), at});
    return;
  }
  if (word(at) == "type" && word(at + 1) != "from") ++at;
  std::string_view whole, space;
  std::uint32_t braces = kNone;
  for (;;) {
    if (opens(at, '{')) {
      braces = at;
      at = std::min(tokens_[at].mate, size() - 1) + 1;
    } else if (is(at, op('*'))) {
      space = word(at + 2);
      at += 3;
    } else if (!word(at).empty() && word(at) != "from") {
      whole = word(at++);
    } else {
      break;
    }
    if (!is(at, op(','))) break;
    ++at;
  }
  // import x = require("y") is a declaration like any other.
  if (word(at) != "from" || at + 1 >= size() || tokens_[at + 1].kind != Kind::text) return;
  const std::string_view module = raw(at + 1);
  imports_.push_back({module, at + 1});
  if (!whole.empty()) bindings_[whole] = {module, "default"};
  if (!space.empty()) bindings_[space] = {module, {}};
  if (braces != kNone) bind_braces(braces, module);
}

void Script::export_statement(std::uint32_t i) {
  std::uint32_t at = i + 1;
  if (word(at) == "type") ++at;
  if (is(at, op('*'))) {
    at += word(at + 1) == "as" ? 3U : 1U;
  } else if (opens(at, '{')) {
    at = std::min(tokens_[at].mate, size() - 1) + 1;
  } else {
    return;
  }
  if (word(at) == "from" && at + 1 < size() && tokens_[at + 1].kind == Kind::text) {
    imports_.push_back({raw(at + 1), at + 1});
  }
}

// The word that `= value` sets where a type stands between them; kNone where none does.
std::uint32_t Script::annotated(std::uint32_t equals) const {
  std::uint32_t i = equals;
  for (std::uint32_t left = kMostAnnotation; left != 0 && i > 1; --left) {
    --i;
    const Token& token = tokens_[i];
    if (token.kind == Kind::close) {
      if (token.mate == kNone || token.mate == 0) return kNone;
      i = token.mate;
    } else if (token.kind == Kind::open) {
      return kNone;
    } else if (token.kind == Kind::punct) {
      if (token.mark == op(':')) {
        std::uint32_t name = i - 1;
        if ((is(name, op('?')) || is(name, op('!'))) && name > 0) --name;
        return word(name).empty() ? kNone : name;
      }
      if (token.mark != op('|') && token.mark != op('&') && token.mark != op('<') &&
          token.mark != op('>') && token.mark != op('.') && token.mark != op(',') &&
          token.mark != op('=', '>')) {
        return kNone;
      }
    }
  }
  return kNone;
}

void Script::assignment(std::uint32_t equals, std::uint32_t scope) {
  if (equals == 0 || equals + 1 >= size()) return;
  const std::uint32_t value = equals + 1;
  std::uint32_t target = equals - 1;
  if (closes(target, '{') && tokens_[target].mate != kNone && tokens_[target].mate > 0) {
    const std::uint32_t brace = tokens_[target].mate;
    if (is_declarator(word(brace - 1)) || opens(brace - 1, '(') || is(brace - 1, op(','))) {
      return pattern(brace, value, scope);
    }
  }
  // Names["KEY"] = "value" is what an enumeration is compiled to.
  if (closes(target, '[') && target > 2 && tokens_[target].mate + 2 == target &&
      tokens_[target - 1].kind == Kind::text && !word(target - 3).empty()) {
    assigned_[std::string(word(target - 3)) + "." + std::string(raw(target - 1))] = value;
    return;
  }
  const bool plain = !word(target).empty() && target > 0 && !is(target - 1, op(':')) &&
                     !is(target - 1, op('|')) && !is(target - 1, op('&'));
  if (plain && is(target - 1, op('.'))) {
    if (target > 1 && word(target - 2) == "this") {
      fields_[word(target)].push_back({value, kNone, equals, {}, kNone, {}});
    } else if (target > 1 && !word(target - 2).empty()) {
      assigned_[std::string(word(target - 2)) + "." + std::string(word(target))] = value;
    }
    return;
  }
  if (plain && target > 1 && is(target - 1, op('>'))) return;
  if (!plain && !(target == 0 && !word(target).empty())) target = annotated(equals);
  if (target == kNone || word(target).empty()) return;
  if (target > 0 && word(target - 1) == "type") return;
  declarations_[word(target)].push_back({value, scope, equals, {}, kNone, {}});
}

// const { a, b: c, d = 1 } = value
void Script::pattern(std::uint32_t brace, std::uint32_t value, std::uint32_t scope) {
  const std::uint32_t end = std::min(tokens_[brace].mate, size());
  std::size_t left = kMostProperties;
  for (std::uint32_t i = brace + 1; i < end && left-- > 0; i = to_comma(i, end) + 1) {
    if (!is_key(i)) continue;
    const std::uint32_t local = is(i + 1, op(':')) ? i + 2 : i;
    if (word(local).empty()) continue;
    const std::uint32_t fallback = is(local + 1, op('=')) ? local + 2 : kNone;
    declarations_[word(local)].push_back({value, scope, brace, raw(i), fallback, {}});
  }
}

std::uint32_t Script::to_comma(std::uint32_t i, std::uint32_t end) const {
  while (i < end && !is(i, op(','))) {
    const Token& token = tokens_[i];
    i = token.kind == Kind::open && token.mate > i ? std::min(token.mate, end) : i;
    ++i;
  }
  return std::min(i, end);
}

std::vector<Property> Script::properties(std::uint32_t brace) const {
  std::vector<Property> all;
  if (!opens(brace, '{')) return all;
  const std::uint32_t end = std::min(tokens_[brace].mate, size());
  for (std::uint32_t i = brace + 1; i < end && all.size() < kMostProperties;
       i = to_comma(i, end) + 1) {
    if (!is_key(i)) continue;
    if (is(i + 1, op(':')) || is(i + 1, op('='))) {
      all.push_back({raw(i), i, i + 2, false});
    } else if (i + 1 == end || is(i + 1, op(','))) {
      all.push_back({raw(i), i, i, true});
    }
  }
  return all;
}

std::uint32_t Script::property(std::uint32_t brace, std::string_view key) const {
  if (!opens(brace, '{')) return kNone;
  const std::uint32_t end = std::min(tokens_[brace].mate, size());
  const bool is_class = brace > 1 && (word(brace - 2) == "class" || word(brace - 2) == "extends");
  std::uint32_t found = kNone;
  std::size_t left = kMostProperties * 4;
  for (std::uint32_t i = brace + 1; i < end && left-- > 0;) {
    if (is_key(i) && raw(i) == key) {
      if (is(i + 1, op(':')) && !is_class) found = i + 2;
      if (is(i + 1, op('='))) found = i + 2;
      if (!is_class && (i + 1 == end || is(i + 1, op(',')))) found = i;
    }
    if (is_class) {
      i = (tokens_[i].kind == Kind::open && tokens_[i].mate > i ? std::min(tokens_[i].mate, end)
                                                                : i) +
          1;
    } else {
      i = to_comma(i, end) + 1;
    }
  }
  return found;
}

std::vector<std::uint32_t> Script::items(std::uint32_t bracket, std::size_t most) const {
  std::vector<std::uint32_t> all;
  if (bracket >= size() || tokens_[bracket].kind != Kind::open) return all;
  const std::uint32_t end = std::min(tokens_[bracket].mate, size());
  for (std::uint32_t i = bracket + 1; i < end && all.size() < most; i = to_comma(i, end) + 1) {
    all.push_back(i);
  }
  return all;
}

std::uint32_t Script::skip_type(std::uint32_t i) const {
  for (std::uint32_t steps = 0; i < size() && steps < kMostTypeArguments; ++steps) {
    if (is(i, op('|')) || is(i, op('&'))) ++i;
    if (i >= size()) break;
    const std::string_view name = word(i);
    if (name == "typeof" || name == "keyof" || name == "readonly" || name == "unique" ||
        name == "infer" || name == "new") {
      ++i;
      continue;
    }
    const Token& token = tokens_[i];
    if (token.kind == Kind::open) {
      i = std::min(token.mate, size() - 1) + 1;
    } else if (token.kind == Kind::word || token.kind == Kind::text || token.kind == Kind::number) {
      ++i;
    } else {
      break;
    }
    for (;;) {
      if (is(i, op('.')) && !word(i + 1).empty()) {
        i += 2;
      } else if (opens(i, '[')) {
        i = std::min(tokens_[i].mate, size() - 1) + 1;
      } else if (is(i, op('<')) && skip_type_arguments(i) != i) {
        i = skip_type_arguments(i);
      } else {
        break;
      }
    }
    if (is(i, op('=', '>'))) {
      ++i;
      continue;
    }
    if (!is(i, op('|')) && !is(i, op('&'))) break;
  }
  return std::min(i, size());
}

std::uint32_t Script::skip_type_arguments(std::uint32_t i) const {
  if (!is(i, op('<'))) return i;
  std::uint32_t depth = 0;
  const std::uint32_t last = std::min(size(), i + kMostTypeArguments);
  for (std::uint32_t at = i; at < last; ++at) {
    const Token& token = tokens_[at];
    if (token.kind == Kind::close) return i;
    if (token.kind == Kind::open) {
      if (token.mate == kNone || token.mate <= at) return i;
      at = token.mate;
      continue;
    }
    if (token.kind != Kind::punct) continue;
    if (token.mark == op('<')) {
      ++depth;
    } else if (token.mark == op('>')) {
      if (--depth == 0) return at + 1;
    } else if (token.mark != op(',') && token.mark != op('|') && token.mark != op('&') &&
               token.mark != op('.') && token.mark != op('=', '>') && token.mark != op('=') &&
               token.mark != op(':') && token.mark != op('?')) {
      return i;
    }
  }
  return i;
}

// What holds a choice that `i` stands in: back over its condition to "=" or ":".
std::string_view Script::branch_holder(std::uint32_t i, unsigned depth) const {
  bool choice = !is(i, op(':'));
  for (std::uint32_t left = kMostAnnotation; left != 0 && i > 1; --left) {
    const Token& token = tokens_[i];
    if (token.kind == Kind::close && token.mate != kNone && token.mate > 0 && token.mate < i) {
      i = token.mate;
    } else if (token.kind == Kind::open || is(i, op(',')) || is(i, op(';'))) {
      return {};
    } else if (is(i, op('?'))) {
      choice = true;
    } else if (choice && is(i, op('='))) {
      return holder(i + 1, depth + 1);
    } else if (choice && is(i, op(':')) && is_key(i - 1)) {
      return raw(i - 1);
    }
    --i;
  }
  return {};
}

std::string_view Script::holder(std::uint32_t i, unsigned depth) const {
  if (depth > kMostHolders) return {};
  while (i > 0) {
    const std::string_view before = word(i - 1);
    if (before == "await" || before == "new") {
      --i;
    } else {
      break;
    }
  }
  if (i < 2) return {};
  if (is(i - 1, op('=', '>'))) {
    // const held = (a, b) => expression
    std::uint32_t start = i - 2;
    if (closes(start, '(') && tokens_[start].mate < start) start = tokens_[start].mate;
    if (start > 0 && word(start - 1) == "async") --start;
    return holder(start, depth + 1);
  }
  if (is(i - 1, op('?')) || is(i - 1, op('?', '?')) || is(i - 1, op('|', '|')) ||
      is(i - 1, op('&', '&')) || (is(i - 1, op(':')) && !is_key(i - 2))) {
    return branch_holder(i - 1, depth);
  }
  if (is(i - 1, op(':'))) {
    // The second branch of a choice has its "?" before.
    const std::string_view choice = branch_holder(i - 1, depth);
    return choice.empty() ? raw(i - 2) : choice;
  }
  if (is(i - 1, op('=')) || is(i - 1, op('?', '=')) || is(i - 1, op('|', '='))) {
    const std::uint32_t plain = i - 2;
    if (!word(plain).empty() &&
        (plain == 0 || (!is(plain - 1, op(':')) && !is(plain - 1, op('|'))))) {
      return word(plain);
    }
    const std::uint32_t name = annotated(i - 1);
    return name == kNone ? std::string_view() : word(name);
  }
  return {};
}

}  // namespace bartizan::use::script

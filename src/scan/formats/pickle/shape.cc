#include "scan/formats/pickle/shape.h"

#include <algorithm>
#include <array>

namespace bartizan::scan::pickle {
namespace {

constexpr unsigned kMaxDepth = 8;
constexpr std::array<std::string_view, 18> kWords{
    "any",   "str",  "bytes", "int", "float", "number", "bool",  "none",    "literal",
    "tuple", "list", "dict",  "set", "class", "dtype",  "value", "storage", "callable"};

std::string_view strip(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Cuts the part up to the next `separator` outside parentheses and quotes off the front of `rest`.
std::string_view cut(std::string_view& rest, char separator) {
  unsigned depth = 0;
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '\'') quoted = !quoted;
    if (quoted) continue;
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    if (c == separator && depth == 0) break;
  }
  const std::string_view part = strip(rest.substr(0, i));
  rest = i < rest.size() ? rest.substr(i + 1) : std::string_view{};
  return part;
}

// What a value may be at all where a loaded object is expected: no function.
bool is_value(Value value) {
  return value.kind() != Kind::absent && (value.taint() & kFunction) == 0;
}

bool is_dtype(const Context& context, Value value) {
  if (value.kind() == Kind::instance || value.kind() == Kind::result) {
    return context.names.module(value.name()).starts_with("numpy");
  }
  return value.kind() == Kind::global && context.names[value.name()].known &&
         context.names[value.name()].role != Role::danger && (value.taint() & kFunction) == 0;
}

bool matches_items(Context& context, std::string_view shape, Value container, unsigned depth);

bool matches_word(const Context& context, std::string_view word, Value value) {
  const Kind kind = value.kind();
  if (word == "any") return true;
  if (word == "str") return value.is_str();
  if (word == "bytes") return value.is_bytes();
  if (word == "int") return kind == Kind::integer || kind == Kind::boolean;
  if (word == "float") return kind == Kind::real;
  if (word == "number") {
    return kind == Kind::integer || kind == Kind::boolean || kind == Kind::real;
  }
  if (word == "bool") return kind == Kind::boolean || kind == Kind::integer;
  if (word == "none") return kind == Kind::none;
  if (word == "literal") return is_literal(context, value);
  if (word == "tuple") return kind == Kind::tuple && is_value(value);
  if (word == "list") return kind == Kind::list && is_value(value);
  if (word == "dict") return kind == Kind::dict && is_value(value);
  if (word == "set") return (kind == Kind::set || kind == Kind::frozenset) && is_value(value);
  if (word == "class") {
    return kind == Kind::global && context.names[value.name()].known &&
           context.names[value.name()].role == Role::klass;
  }
  if (word == "callable") {
    return kind == Kind::global && context.names[value.name()].known &&
           context.names[value.name()].role != Role::danger &&
           context.names[value.name()].role != Role::resolver;
  }
  if (word == "dtype") return is_dtype(context, value);
  if (word == "value") return is_value(value);
  if (word == "storage") {
    return kind == Kind::storage || kind == Kind::instance || kind == Kind::result;
  }
  return false;
}

bool matches_one(Context& context, std::string_view token, Value value, unsigned depth) {
  while (!token.empty()) {
    const std::string_view choice = cut(token, '|');
    if (choice.starts_with('\'') && choice.ends_with('\'') && choice.size() >= 2) {
      if (context.text_is(value, choice.substr(1, choice.size() - 2))) return true;
    } else if (choice.starts_with('(') && choice.ends_with(')')) {
      if (value.kind() == Kind::tuple &&
          matches_items(context, choice.substr(1, choice.size() - 2), value, depth + 1)) {
        return true;
      }
    } else if (matches_word(context, choice, value)) {
      return true;
    }
  }
  return false;
}

bool matches_items(Context& context, std::string_view shape, Value container, unsigned depth) {
  if (depth > kMaxDepth || !context.whole(container)) return false;
  const std::uint64_t count = context.items(container);
  std::uint64_t i = 0;
  std::string_view rest = strip(shape);
  while (!rest.empty()) {
    std::string_view token = cut(rest, ',');
    if (token.ends_with("...")) {
      token.remove_suffix(3);
      for (; i < count; ++i) {
        if (!matches_one(context, token, context.item(container, i), depth)) return false;
      }
      return rest.empty();
    }
    const bool optional = token.ends_with('?');
    if (optional) token.remove_suffix(1);
    if (i == count) return optional;
    if (!matches_one(context, token, context.item(container, i), depth)) return false;
    ++i;
  }
  return i == count;
}

bool is_shape_at(std::string_view shape, unsigned depth) {
  if (depth > kMaxDepth) return false;
  std::string_view rest = strip(shape);
  while (!rest.empty()) {
    std::string_view token = cut(rest, ',');
    if (token.ends_with("...")) {
      if (!rest.empty()) return false;
      token.remove_suffix(3);
    } else if (token.ends_with('?')) {
      token.remove_suffix(1);
    }
    if (token.empty()) return false;
    while (!token.empty()) {
      const std::string_view choice = cut(token, '|');
      const bool quoted = choice.size() >= 2 && choice.starts_with('\'') && choice.ends_with('\'');
      const bool nested = choice.size() >= 2 && choice.starts_with('(') && choice.ends_with(')') &&
                          is_shape_at(choice.substr(1, choice.size() - 2), depth + 1);
      if (!quoted && !nested && std::ranges::find(kWords, choice) == kWords.end()) return false;
    }
  }
  return true;
}

}  // namespace

bool matches(Context& context, std::string_view shape, Value arguments) {
  return matches_items(context, shape, arguments, 0);
}

bool is_shape(std::string_view shape) { return is_shape_at(shape, 0); }

bool is_literal(const Context& context, Value value, unsigned depth) {
  if (value.is_literal_scalar()) return true;
  if (!value.is_container() || depth > kMaxDepth || !context.whole(value)) return false;
  for (std::uint64_t i = 0; i < context.items(value); ++i) {
    if (!is_literal(context, context.item(value, i), depth + 1)) return false;
  }
  return true;
}

}  // namespace bartizan::scan::pickle

#include "use/parse/discover/script/value.h"

#include <algorithm>
#include <utility>

namespace bartizan::use::script {
namespace {

using record::Certainty;

constexpr std::size_t kMostPath = 200;
constexpr std::size_t kMostText = 64 * 1024;

// Builders answer with themselves: "StateGraph().addNode()" is "StateGraph()".
void fold_builder(std::string& path) {
  const std::size_t dot = path.rfind('.');
  if (dot == path.npos || dot < 2 || path[dot - 1] != ')') return;
  const std::string_view last = std::string_view(path).substr(dot + 1);
  for (const std::string_view start : {"add", "set", "with", "use"}) {
    const bool more =
        last.size() > start.size() && last[start.size()] >= 'A' && last[start.size()] <= 'Z';
    if (last.starts_with(start) && more) {
      path.resize(dot);
      return;
    }
  }
}

bool mentions_env(std::string_view name) {
  return name.find("env") != name.npos || name.find("Env") != name.npos ||
         name.find("ENV") != name.npos;
}

}  // namespace

void weaken(Value& value) {
  for (Choice& choice : value.choices)
    choice.certainty = std::min(choice.certainty, Certainty::medium);
}

void unite(Value& into, Value&& other) {
  for (Choice& choice : other.choices) {
    if (into.choices.size() < kMostChoices) into.choices.push_back(std::move(choice));
  }
  if (!into.origin.known()) into.origin = std::move(other.origin);
  if (into.object == kNone) into.object = other.object;
  if (into.array == kNone) into.array = other.array;
  if (into.call == kNone) into.call = other.call;
  if (into.env.empty()) into.env = std::move(other.env);
}

Value Script::expression(std::uint32_t i, unsigned depth) {
  Value value;
  value.end = i;
  if (depth > kMostDepth || i >= size() || !spend()) return value;
  value = operand(i, depth);
  for (;;) {
    const std::uint32_t at = value.end;
    if (at >= size()) return value;
    if (word(at) == "as" || word(at) == "satisfies") {
      value.end = std::max(at + 1, skip_type(at + 1));
      continue;
    }
    if (word(at) == "in" || word(at) == "instanceof") {
      const std::uint32_t end = operand(at + 1, depth + 1).end;
      value = {};
      value.end = std::max(end, at + 1);
      continue;
    }
    if (tokens_[at].kind != Kind::punct || !spend()) return value;
    const std::uint16_t mark = tokens_[at].mark;
    if (mark == op('?', '?') || mark == op('|', '|')) {
      Value right = operand(at + 1, depth + 1);
      for (Choice& choice : right.choices) {
        choice.certainty = std::min(choice.certainty, Certainty::medium);
        if (choice.env.empty()) choice.env = value.env;
      }
      const std::uint32_t end = std::max(right.end, at + 1);
      unite(value, std::move(right));
      value.end = end;
    } else if (mark == op('&', '&')) {
      value = operand(at + 1, depth + 1);
      value.end = std::max(value.end, at + 1);
    } else if (mark == op('?')) {
      Value first = expression(at + 1, depth + 1);
      const std::uint32_t colon = std::max(first.end, at + 1);
      if (!is(colon, op(':'))) {
        first.end = colon;
        return first;
      }
      Value second = expression(colon + 1, depth + 1);
      const std::uint32_t end = std::max(second.end, colon + 1);
      unite(first, std::move(second));
      first.end = end;
      return first;
    } else if (mark == op('+')) {
      Value right = operand(at + 1, depth + 1);
      const std::uint32_t end = std::max(right.end, at + 1);
      if (value.choices.size() == 1 && right.choices.size() == 1 &&
          value.choices[0].text.size() + right.choices[0].text.size() < kMostText) {
        value.choices[0].text += right.choices[0].text;
        value.choices[0].certainty =
            std::min(value.choices[0].certainty, right.choices[0].certainty);
      } else {
        value = {};
      }
      value.end = end;
    } else if (mark == op('=', '=') || mark == op('!', '=') || mark == op('<') || mark == op('>') ||
               mark == op('-') || mark == op('*') || mark == op('/') || mark == op('%') ||
               mark == op('<', '=')) {
      std::uint32_t next = at + 1;
      if (is(next, op('='))) ++next;
      const std::uint32_t end = operand(next, depth + 1).end;
      value = {};
      value.end = std::max(end, next);
    } else {
      return value;
    }
  }
}

Value Script::operand(std::uint32_t i, unsigned depth) {
  Value value;
  value.end = i;
  if (depth > kMostDepth || i >= size() || !spend()) return value;
  const std::string_view name = word(i);
  if (name == "await" || name == "new") {
    value = operand(i + 1, depth + 1);
    value.end = std::max(value.end, i + 1);
    return value;
  }
  const bool negation = is(i, op('!')) || is(i, op('-')) || is(i, op('+')) || is(i, op('~')) ||
                        name == "typeof" || name == "void" || name == "delete";
  if (negation || is(i, op('.', '.'))) {
    value.end = std::max(operand(i + 1, depth + 1).end, i + 1);
    return value;
  }
  if (typescript_ && is(i, op('<'))) {
    const std::uint32_t behind = skip_type_arguments(i);
    if (behind != i) return operand(behind, depth + 1);
  }
  value = primary(i, depth);
  for (;;) {
    const std::uint32_t before = value.end;
    if (!postfix(value, i, depth) || value.end <= before) return value;
  }
}

Value Script::from_template(std::uint32_t i, unsigned depth) {
  Value value;
  const std::uint32_t close = std::min(tokens_[i].mate, size());
  value.end = std::min(close + 1, size());
  Choice whole;
  whole.token = i;
  for (std::uint32_t at = i + 1; at < close; ++at) {
    if (tokens_[at].kind == Kind::chunk) {
      whole.text += decoded(text_, tokens_[at]);
    } else if (opens(at, '$')) {
      Value part = expression(at + 1, depth + 1);
      if (part.choices.size() != 1) return value;
      whole.text += part.choices[0].text;
      whole.certainty = Certainty::medium;
      if (whole.env.empty()) whole.env = part.choices[0].env;
      at = std::min(tokens_[at].mate, close);
    }
    if (whole.text.size() > kMostText) return value;
  }
  value.choices.push_back(std::move(whole));
  return value;
}

Value Script::primary(std::uint32_t i, unsigned depth) {
  Value value;
  value.end = i + 1;
  const Token& token = tokens_[i];
  if (token.kind == Kind::text) {
    if (token.size < kMostText) {
      value.choices.push_back({decoded(text_, token), Certainty::high, {}, i});
    }
    return value;
  }
  if (token.kind == Kind::open) {
    const std::uint32_t close = std::min(token.mate, size());
    value.end = std::min(close + 1, size());
    if (token.mark == op('`')) return from_template(i, depth);
    if (token.mark == op('{')) value.object = i;
    if (token.mark == op('[')) value.array = i;
    if (token.mark == op('(')) {
      if (is(value.end, op('=', '>'))) {
        value.function = true;
        value.end = opens(value.end + 1, '{')
                        ? std::min(tokens_[value.end + 1].mate, size() - 1) + 1
                        : std::max(expression(value.end + 1, depth + 1).end, value.end + 1);
        return value;
      }
      // (0, module.f) is how compilers call an imported function.
      std::uint32_t last = i + 1;
      for (std::uint32_t next = to_comma(last, close); next < close; next = to_comma(last, close)) {
        last = next + 1;
        if (!spend()) return value;
      }
      const std::uint32_t end = value.end;
      if (last < close) value = expression(last, depth + 1);
      value.end = end;
    }
    return value;
  }
  if (token.kind == Kind::word) return named(i, depth);
  if (token.kind == Kind::close || token.kind == Kind::punct) value.end = i;
  return value;
}

void Script::member(Value& value, std::string_view name, unsigned depth) {
  if (value.object != kNone) {
    const std::uint32_t found = property(value.object, name);
    const std::uint32_t end = value.end;
    value = {};
    if (found != kNone) value = expression(found, depth + 1);
    value.end = end;
    weaken(value);
    return;
  }
  value.choices.clear();
  value.array = value.call = kNone;
  if (!value.origin.known()) {
    value.env.clear();
    return;
  }
  if (value.origin.module == kEnvironment) {
    if (value.origin.path.empty() && name != "get") {
      value.env = std::string(name);
      value.origin = {};
    } else {
      value.origin.path = "get";
    }
    return;
  }
  std::string& path = value.origin.path;
  if (name == "default" && (path.empty() || path == "default")) {
    path = "default";
    return;
  }
  if (path.size() + name.size() >= kMostPath) {
    value.origin = {};
    return;
  }
  // CommonJS has the module itself where ES modules have its default.
  if (path == "default") path.clear();
  if (!path.empty()) path += '.';
  path += name;
}

void Script::call(Value& value, std::uint32_t open, unsigned depth) {
  const std::uint32_t end = std::min(tokens_[open].mate, size() - 1) + 1;
  const std::string_view callee = open > 0 ? word(open - 1) : std::string_view();
  const std::uint32_t first = open + 1;
  const bool takes_text = first < size() && tokens_[first].kind == Kind::text;
  if (value.origin.module == kEnvironment || (!value.origin.known() && mentions_env(callee))) {
    const std::uint32_t close = end - 1;
    const std::uint32_t comma = to_comma(first, close);
    value = {};
    if (takes_text) value.env = decoded(text_, tokens_[first]);
    if (takes_text && comma + 1 < close) {
      Value other = expression(comma + 1, depth + 1);
      weaken(other);
      for (Choice& choice : other.choices) choice.env = value.env;
      value.choices = std::move(other.choices);
    }
    value.end = end;
    return;
  }
  if (callee == "default" && takes_text) {
    // z.string().default("x")
    value = expression(first, depth + 1);
    weaken(value);
    value.end = end;
    return;
  }
  const bool keeps =
      callee == "trim" || callee == "toString" || callee == "toLowerCase" || callee == "bind";
  if (callee == "freeze" && value.origin.module.empty()) {
    value = expression(first, depth + 1);
    value.end = end;
    return;
  }
  if (!keeps) {
    value.choices.clear();
    value.object = value.array = kNone;
    value.env.clear();
    if (value.origin.known()) {
      if (value.origin.path.empty()) value.origin.path = "default";
      if (value.origin.path.size() + 2 < kMostPath) value.origin.path += "()";
      fold_builder(value.origin.path);
    }
    value.call = open;
  }
  value.function = false;
  value.end = end;
}

bool Script::postfix(Value& value, std::uint32_t root, unsigned depth) {
  const std::uint32_t at = value.end;
  if (at >= size() || !spend()) return false;
  if (is(at, op('.')) || is(at, op('?', '.'))) {
    std::uint32_t next = at + 1;
    if (!word(next).empty()) {
      if (!assigned(value, root, word(next), depth)) member(value, word(next), depth);
      value.end = next + 1;
      return true;
    }
    if (opens(next, '(')) {
      call(value, next, depth);
      return true;
    }
    if (!opens(next, '[')) return false;
    value.end = next;
    return true;
  }
  if (opens(at, '(')) {
    call(value, at, depth);
    return true;
  }
  if (opens(at, '[')) {
    const std::uint32_t close = std::min(tokens_[at].mate, size() - 1);
    if (close == at + 2 && tokens_[at + 1].kind == Kind::text) {
      if (!assigned(value, root, raw(at + 1), depth)) member(value, raw(at + 1), depth);
    } else {
      value = {};
    }
    value.end = close + 1;
    return true;
  }
  if (opens(at, '`')) {
    value = {};
    value.end = std::min(tokens_[at].mate, size() - 1) + 1;
    return true;
  }
  if (is(at, op('!')) && !is(at + 1, op('='))) {
    value.end = at + 1;
    return true;
  }
  if (is(at, op('<')) && at > root) {
    const std::uint32_t behind = skip_type_arguments(at);
    if (behind != at && opens(behind, '(')) {
      call(value, behind, depth);
      return true;
    }
  }
  return false;
}

}  // namespace bartizan::use::script

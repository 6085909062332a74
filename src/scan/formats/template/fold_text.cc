// The part of the folder that makes strings: what filters, methods and formats do to text.
#include <algorithm>

#include "scan/formats/template/fold.h"

namespace bartizan::scan::templates {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

// --- making strings ---

void Folder::put(std::string_view text) {
  auto& arena = tree_.arena();
  const std::size_t left =
      arena.size() < room_ + kMaxString ? room_ + kMaxString - arena.size() : 0;
  text = text.substr(0, std::min(left, kMaxString + 1));
  // `text` may lie in the arena itself, which has the room and does not move.
  const std::size_t at = arena.size();
  if (!arena.try_resize(at + text.size())) return;
  std::copy(text.begin(), text.end(), arena.begin() + at);
}

void Folder::put(const Value& value) {
  if (is_string(value)) return put(text(value));
  if (is_integer(value)) {
    base::Text digits(budget_);
    (void)digits.append_signed(value.number);
    return put(digits.view());
  }
  put(std::string_view(&kHole, 1));
}

Value Folder::finish(std::uint32_t begin) {
  auto& arena = tree_.arena();
  Value value;
  value.kind = Value::Kind::string;
  value.begin = begin;
  value.length = static_cast<std::uint32_t>(arena.size()) - begin;
  if (value.length > kMaxString || arena.size() >= room_) {
    value.length = std::min<std::uint32_t>(value.length, kMaxString);
    arena.truncate(begin + value.length);
    if (value.length > 0) arena[begin + value.length - 1] = kHole;
  }
  value.built = text(value).contains(kHole);
  return value;
}

// --- functions ---

Value Folder::join(const Value& list, const Value& separator) {
  if (is_string(list)) {
    if (separator.length == 0) return list;
    const std::uint32_t begin = mark();
    for (std::size_t i = 0; i < list.length && mark() - begin <= kMaxString; ++i) {
      if (i > 0) put(separator);
      put(text(list).substr(i, 1));
    }
    return finish(begin);
  }
  if (!is_list(list)) return unknown(built(list));
  // First all elements, then the string: folding them writes to the same arena.
  bool own = false;
  std::size_t count = 0;
  elements(list, [&](const Value& one) { own = own || built(one); });
  if (!own) return unknown(false);
  const std::uint32_t begin = mark();
  elements(list, [&](const Value& one) {
    if (count > kMaxElements) return;
    if (count++ > 0 && separator.length > 0) put(separator);
    put(one);
  });
  return finish(begin);
}

Value Folder::replace(const Value& subject, std::uint32_t argument) {
  const Value from = value(argument);
  const Value to = argument == kNoNode ? Value{} : value(tree_[argument].next);
  if (!is_string(subject)) return unknown(built(subject));
  if (!is_string(from) || !is_string(to) || from.length == 0) return unknown(true);
  const std::uint32_t begin = mark();
  std::size_t at = 0;
  while (at <= subject.length && mark() - begin <= kMaxString) {
    const std::size_t hit = text(subject).find(text(from), at);
    put(text(subject).substr(at, hit == std::string_view::npos ? hit : hit - at));
    if (hit == std::string_view::npos) break;
    put(to);
    at = hit + from.length;
  }
  return finish(begin);
}

// What filters and methods of the same name do to a text.
Value Folder::function(std::string_view name, const Value& subject, std::uint32_t argument) {
  if (name == "replace") return replace(subject, argument);
  if (is_list(subject) && (name == "first" || name == "last")) {
    return element(subject, name == "first" ? 0 : -1);
  }
  if (!is_string(subject)) {
    bool own = built(subject);
    if (is_list(subject)) elements(subject, [&](const Value& one) { own = own || built(one); });
    const bool keeps = name == "list" || name == "safe" || name == "tuple";
    return keeps ? subject : unknown(own);
  }
  if (name == "first" || name == "last") return element(subject, name == "first" ? 0 : -1);
  if (name == "string" || name == "safe" || name == "list" || name == "escape" || name == "e" ||
      name == "forceescape") {
    return subject;
  }
  const std::uint32_t begin = mark();
  const std::string_view from = text(subject);
  if (name == "lower" || name == "casefold" || name == "upper" || name == "capitalize" ||
      name == "title" || name == "swapcase" || name == "reverse") {
    bool word = true;
    for (std::size_t i = 0; i < from.size(); ++i) {
      char c = from[name == "reverse" ? from.size() - 1 - i : i];
      if (name == "lower" || name == "casefold") c = lower(c);
      if (name == "upper") c = upper(c);
      if (name == "capitalize") c = i == 0 ? upper(c) : lower(c);
      if (name == "title") c = word ? upper(c) : lower(c);
      if (name == "swapcase") c = lower(c) == c ? upper(c) : lower(c);
      word = !((lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'));
      put(std::string_view(&c, 1));
    }
    return finish(begin);
  }
  if (name == "trim" || name == "strip" || name == "lstrip" || name == "rstrip") {
    if (argument != kNoNode) return unknown(true);
    Value trimmed = subject;
    while (name != "rstrip" && trimmed.length > 0 && is_blank(text(trimmed).front())) {
      ++trimmed.begin;
      --trimmed.length;
    }
    while (name != "lstrip" && trimmed.length > 0 && is_blank(text(trimmed).back())) {
      --trimmed.length;
    }
    return trimmed;
  }
  return unknown(true);
}

Value Folder::filter(const Node& node) {
  const std::string_view name = tree_.text(node);
  const std::uint32_t argument = node.first == kNoNode ? kNoNode : tree_[node.first].next;
  const Value subject = value(node.first);
  if (name == "join") return join(subject, argument == kNoNode ? Value{} : value(argument));
  if (name == "format" && is_string(subject)) {
    if (argument == kNoNode) return subject;
    const bool single = tree_[argument].next == kNoNode;
    if (single) return printf(subject, value(argument));
    return unknown(true);
  }
  if (name == "default" || name == "d") {
    const Value other = argument == kNoNode ? Value{} : value(argument);
    return unknown(built(subject) || built(other));
  }
  // Numbers, sizes and serialised data are no longer pieces of a name.
  for (const std::string_view measure : {"length", "count", "int", "float", "tojson", "abs"}) {
    if (name == measure) return unknown(false);
  }
  return function(name, subject, argument);
}

Value Folder::call(const Node& node) {
  if (node.first == kNoNode) return unknown(false);
  const Node& callee = tree_[node.first];
  const std::uint32_t argument = callee.next;
  if (callee.kind == NodeKind::name) {
    const std::uint32_t macro = scope_.macro(tree_.text(callee));
    if (macro == kNoNode) return unknown(false);
    return value(tree_[macro].last);
  }
  if (callee.kind != NodeKind::attribute) return unknown(false);
  const Value object = value(callee.first);
  const std::string_view method = tree_.text(callee);
  if (method == "join" && is_string(object)) return join(value(argument), object);
  if (method == "format" && is_string(object)) return brace_format(object, argument);
  if (method == "get" && is_list(object)) {
    const Value key = value(argument);
    return is_string(key) ? member(object, text(key)) : unknown(built(key));
  }
  if (is_list(object)) return unknown(built(element(object, 0)));
  for (const std::string_view measure :
       {"startswith", "endswith", "find", "rfind", "index", "count", "isdigit", "isalpha"}) {
    if (method == measure) return unknown(false);
  }
  return is_string(object) || object.built || method == "replace"
             ? function(method, object, argument)
             : unknown(false);
}

// What a macro or a block assignment writes, when it only writes.
Value Folder::body(const Node& node) {
  for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
    if (tree_[at].kind == NodeKind::output) (void)value(tree_[at].first);
  }
  const std::uint32_t begin = mark();
  for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
    const Node& part = tree_[at];
    if (part.kind == NodeKind::data) {
      put(tree_.text(part));
    } else if (part.kind == NodeKind::output) {
      put(value(part.first));
    } else if (part.kind != NodeKind::set && part.kind != NodeKind::macro) {
      put(Value{});
    }
  }
  return finish(begin);
}

// printf-style formatting: '%c%c' % (95, 95).
Value Folder::printf(const Value& format, const Value& arguments) {
  if (is_list(arguments)) elements(arguments, [](const Value&) {});
  std::int64_t next = 0;
  const std::uint32_t begin = mark();
  const std::string_view pattern = text(format);
  for (std::size_t i = 0; i < pattern.size() && mark() - begin <= kMaxString; ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) {
      put(pattern.substr(i, 1));
      continue;
    }
    const char kind = pattern[++i];
    if (kind == '%') {
      put("%");
      continue;
    }
    const Value one = is_list(arguments) ? element(arguments, next++) : arguments;
    if (kind == 'c' && is_integer(one)) {
      if (one.number >= 0 && one.number <= 0x10FFFF) {
        (void)append_code_point(static_cast<std::uint32_t>(one.number), tree_.arena());
      } else {
        put(Value{});
      }
    } else if ((kind == 's' || kind == 'c') && is_string(one)) {
      put(one);
    } else if ((kind == 's' || kind == 'd') && is_integer(one)) {
      put(one);
    } else {
      put(Value{});
    }
  }
  return finish(begin);
}

// '{}{}'.format('__cla', 'ss__'): automatic fields; everything else is a hole.
Value Folder::brace_format(const Value& format, std::uint32_t argument) {
  for (std::uint32_t at = argument; at != kNoNode; at = tree_[at].next) (void)value(at);
  const std::uint32_t begin = mark();
  const std::string_view pattern = text(format);
  std::uint32_t next = argument;
  for (std::size_t i = 0; i < pattern.size() && mark() - begin <= kMaxString; ++i) {
    const std::size_t close = pattern.find('}', i);
    if (pattern[i] != '{' || close == std::string_view::npos) {
      put(pattern.substr(i, 1));
      continue;
    }
    const std::string_view field = pattern.substr(i + 1, close - i - 1);
    std::uint32_t chosen = kNoNode;
    if (field.empty()) {
      chosen = next;
      if (next != kNoNode) next = tree_[next].next;
    } else if (field.size() == 1 && field[0] >= '0' && field[0] <= '9') {
      chosen = argument;
      for (int skip = field[0] - '0'; skip > 0 && chosen != kNoNode; --skip) {
        chosen = tree_[chosen].next;
      }
    }
    put(chosen == kNoNode ? Value{} : value(chosen));
    i = close;
  }
  return finish(begin);
}

}  // namespace bartizan::scan::templates

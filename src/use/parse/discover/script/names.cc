// What a name stands for: by its declarations, by what was assigned to it, by its import.
#include <algorithm>
#include <array>

#include "use/parse/discover/script/value.h"

namespace bartizan::use::script {
namespace {

// Declarations of one name that are looked at, from the last.
constexpr std::size_t kMostDeclarations = 24;

// What compilers wrap around require().
bool is_wrapper(std::string_view name) {
  constexpr std::array<std::string_view, 7> kWrappers{
      "__importDefault",         "__importStar",   "__toESM", "_interopRequireDefault",
      "_interopRequireWildcard", "interopDefault", "tslib_1"};
  return std::find(kWrappers.begin(), kWrappers.end(), name) != kWrappers.end();
}

}  // namespace

const Script::Declaration* Script::find(std::string_view name, std::uint32_t use,
                                        bool field) const {
  const auto& all = field ? fields_ : declarations_;
  const auto found = all.find(name);
  if (found == all.end()) return nullptr;
  const Declaration* best = nullptr;
  std::size_t left = kMostDeclarations;
  for (std::size_t n = found->second.size(); n-- > 0 && left-- > 0;) {
    const Declaration& one = found->second[n];
    const bool encloses = one.scope == kNone || (one.scope < use && use < tokens_[one.scope].mate);
    // A default in an inner function's parameters does not stand for what was before it.
    if (!encloses || (one.value != kNone && one.value == use)) continue;
    if (best != nullptr && best->value != kNone) {
      if (one.value == kNone) continue;
      const bool inner = one.scope != kNone && (best->scope == kNone || one.scope > best->scope);
      const bool same = one.scope == best->scope;
      if (!inner && !(same && best->at > use && one.at < use)) continue;
    }
    best = &one;
  }
  return best;
}

Value Script::declared(const Declaration& declaration, unsigned depth) {
  Value value;
  if (declaration.value != kNone) value = expression(declaration.value, depth + 1);
  if (declaration.value == kNone && !declaration.type.empty()) {
    value.origin = import_of(declaration.type);
    if (value.origin.known()) value.origin.path += "()";
    return value;
  }
  if (!declaration.member.empty()) member(value, declaration.member, depth + 1);
  weaken(value);
  if (declaration.fallback != kNone) {
    Value other = expression(declaration.fallback, depth + 1);
    weaken(other);
    for (Choice& choice : other.choices) {
      if (choice.env.empty()) choice.env = value.env;
    }
    unite(value, std::move(other));
  }
  return value;
}

Value Script::named(std::uint32_t i, unsigned depth) {
  Value value;
  value.end = i + 1;
  if (depth > kMostDepth || !spend()) return value;
  if (i < size() && tokens_[i].kind == Kind::open && tokens_[i].mark == op('(')) {
    return primary(i, depth);
  }
  const std::string_view name = word(i);
  if (name.empty()) return value;
  if (name == "async" && (opens(i + 1, '(') || !word(i + 1).empty()) && !is(i + 1, op('.'))) {
    value = primary(i + 1, depth + 1);
    return value;
  }
  if (name == "function" || name == "class") {
    value.function = true;
    std::uint32_t at = i + 1;
    const std::uint32_t last = std::min(size(), i + 64);
    while (at < last && !opens(at, '{')) {
      at = (tokens_[at].kind == Kind::open && tokens_[at].mate > at
                ? std::min(tokens_[at].mate, size() - 1)
                : at) +
           1;
    }
    value.end = opens(at, '{') ? std::min(tokens_[at].mate, size() - 1) + 1 : at;
    return value;
  }
  if (is(i + 1, op('=', '>'))) {
    value.function = true;
    value.end = opens(i + 2, '{') ? std::min(tokens_[i + 2].mate, size() - 1) + 1
                                  : std::max(expression(i + 2, depth + 1).end, i + 2);
    return value;
  }
  if ((name == "process" || name == "Bun" || name == "Deno") && is(i + 1, op('.')) &&
      word(i + 2) == "env") {
    value.origin.module = kEnvironment;
    value.end = i + 3;
    return value;
  }
  if (name == "import") {
    if (is(i + 1, op('.')) && word(i + 2) == "meta") {
      value.end = i + 3;
      if (is(i + 3, op('.')) && word(i + 4) == "env") {
        value.origin.module = kEnvironment;
        value.end = i + 5;
      }
      return value;
    }
  }
  if ((name == "require" || name == "import") && opens(i + 1, '(') && i + 2 < size() &&
      tokens_[i + 2].kind == Kind::text) {
    value.origin.module = raw(i + 2);
    value.end = std::min(tokens_[i + 1].mate, size() - 1) + 1;
    return value;
  }
  if (is_wrapper(name) && opens(i + 1, '(')) {
    const std::uint32_t end = std::min(tokens_[i + 1].mate, size() - 1) + 1;
    value = expression(i + 2, depth + 1);
    value.end = end;
    return value;
  }
  if (name == "this") {
    if (!is(i + 1, op('.')) && !is(i + 1, op('?', '.'))) return value;
    const std::string_view field = word(i + 2);
    const Declaration* found = find(field, i, true);
    if (found == nullptr) found = find(field, i, false);
    if (found != nullptr) value = declared(*found, depth);
    value.end = i + 3;
    return value;
  }
  const Declaration* found = find(name, i, false);
  if (found != nullptr && (found->value != kNone || !bindings_.contains(name))) {
    value = declared(*found, depth);
    value.end = i + 1;
    if (value.origin.known() || !value.choices.empty() || value.object != kNone ||
        value.array != kNone || !value.env.empty() || !bindings_.contains(name)) {
      return value;
    }
  }
  value.origin = import_of(name);
  return value;
}

// What `name.member = value` has set, where nothing better is known of the member.
bool Script::assigned(Value& value, std::uint32_t root, std::string_view name, unsigned depth) {
  if (assigned_.empty() || value.end != root + 1 || value.origin.known() || word(root).empty() ||
      depth > kMostDepth) {
    return false;
  }
  if (value.object != kNone && property(value.object, name) != kNone) return false;
  std::string key(word(root));
  key.append(".").append(name);
  const auto found = assigned_.find(key);
  if (found == assigned_.end() || found->second == root) return false;
  value = expression(found->second, depth + 1);
  weaken(value);
  return true;
}

}  // namespace bartizan::use::script

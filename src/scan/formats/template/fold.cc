#include "scan/formats/template/fold.h"

#include <algorithm>
#include <limits>

namespace bartizan::scan::templates {
namespace {

// Room for all folded strings of one template: a multiple of its size, up to a ceiling.
constexpr std::size_t kRoomFactor = 16;
constexpr std::size_t kMinRoom = 64 * base::kKiB;
constexpr std::size_t kMaxRoom = 32 * base::kMiB;
// Expressions in expressions, and names that lead to names.
constexpr unsigned kMaxDepth = 200;
constexpr unsigned kMaxNames = 16;

enum State : std::uint8_t { fresh, in_progress, done };

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

std::int64_t saturating(Op op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (op) {
    case Op::add:
      return __builtin_add_overflow(a, b, &result) ? kMost : result;
    case Op::subtract:
      return __builtin_sub_overflow(a, b, &result) ? -kMost : result;
    case Op::multiply:
      return __builtin_mul_overflow(a, b, &result) ? kMost : result;
    case Op::divide:
    case Op::floor_divide:
      return b == 0 || b == -1 ? 0 : a / b;
    case Op::modulo:
      return b == 0 || b == -1 ? 0 : a % b;
    case Op::power:
      result = 1;
      for (std::int64_t i = 0; i < b && i < 64 && result != kMost; ++i) {
        result = saturating(Op::multiply, result, a);
      }
      return b > 64 && (a > 1 || a < -1) ? kMost : result;
    default:
      return 0;
  }
}

}  // namespace

Folder::Folder(base::Budget& budget, Tree& tree)
    : budget_(budget), tree_(tree), scope_(budget, tree), values_(budget), state_(budget) {}

bool Folder::prepare() {
  const std::size_t used = tree_.arena().size();
  room_ = used + std::clamp(kRoomFactor * used, kMinRoom, kMaxRoom);
  return tree_.arena().try_reserve(room_ + 2 * kMaxString) && values_.try_resize(tree_.size()) &&
         state_.try_resize(tree_.size()) && scope_.collect();
}

Value Folder::unknown(bool built) {
  Value value;
  value.built = built;
  return value;
}

Value Folder::integer(std::int64_t number) {
  Value value;
  value.kind = Value::Kind::integer;
  value.number = number;
  return value;
}

std::int64_t Folder::weight(const Value& value) {
  return is_integer(value) ? 1 : std::max<std::int64_t>({value.number, value.length, 1});
}

Value Folder::name_of(const Node& node) const {
  Value value;
  value.kind = Value::Kind::string;
  value.begin = node.text_begin;
  value.length = node.text_length;
  return value;
}

// --- evaluation ---

Value Folder::value(std::uint32_t node) {
  if (node == kNoNode) return unknown(false);
  if (state_[node] == done) return values_[node];
  // A name that leads to itself adds nothing to what it is made of; what is too deep may be
  // anything.
  if (state_[node] == in_progress) return unknown(false);
  if (depth_ >= kMaxDepth || !budget_.charge_steps()) return unknown(true);
  state_[node] = in_progress;
  ++depth_;
  values_[node] = compute(node);
  --depth_;
  state_[node] = done;
  return values_[node];
}

Value Folder::compute(std::uint32_t index) {
  const Node node = tree_[index];
  switch (node.kind) {
    case NodeKind::string:
      return name_of(node);
    case NodeKind::integer:
      return integer(node.number);
    case NodeKind::list:
    case NodeKind::tuple:
    case NodeKind::dict: {
      Value list;
      list.kind = Value::Kind::list;
      list.node = index;
      return list;
    }
    case NodeKind::name:
      return variable(scope_.find(tree_.text(node)));
    case NodeKind::attribute: {
      if (node.first == kNoNode) return unknown(false);
      if (tree_[node.first].kind == NodeKind::name) {
        const auto bound = scope_.find(tree_.text(tree_[node.first]), tree_.text(node));
        if (!bound.empty()) return variable(bound);
      }
      return member(value(node.first), tree_.text(node));
    }
    case NodeKind::chain:
      return chain(node);
    case NodeKind::item:
      return item(node);
    case NodeKind::filter:
      return filter(node);
    case NodeKind::call: {
      const bool is_dict = node.first != kNoNode && tree_[node.first].kind == NodeKind::name &&
                           tree_.text(tree_[node.first]) == "dict";
      if (!is_dict) return call(node);
      Value list;
      list.kind = Value::Kind::list;
      list.node = index;
      return list;
    }
    case NodeKind::body:
      return body(node);
    case NodeKind::unary: {
      const Value operand = value(node.first);
      return is_integer(operand) && tree_.text(node) == "-" ? integer(-operand.number)
                                                            : unknown(false);
    }
    default:
      return unknown(false);
  }
}

// Several assignments: one of them, so unknown, and built if any of them is text.
Value Folder::variable(std::span<const Binding> bound) {
  if (bound.size() == 1) return binding_value(bound.front());
  if (bound.size() > kMaxBindings) return unknown(true);
  bool any_built = false;
  for (const Binding& binding : bound) {
    if (!budget_.charge_steps()) return unknown(true);
    any_built = any_built || built(binding_value(binding));
  }
  return unknown(any_built);
}

Value Folder::binding_value(const Binding& binding) {
  if (binding.node == kNoNode || binding.macro) return unknown(false);
  const Value bound = value(binding.node);
  if (!binding.element) return bound;
  if (!is_list(bound)) return unknown(built(bound));
  bool any_built = false;
  elements(bound, [&](const Value& one) { any_built = any_built || built(one); });
  return unknown(any_built);
}

void Folder::add_alternative(const Value& value, Alternatives& found) const {
  if (found.count < kMaxAlternatives) {
    found.values[found.count++] = value;
  } else {
    found.values[kMaxAlternatives - 1] = unknown(true);
  }
}

void Folder::add_alternatives(std::uint32_t index, unsigned depth, Alternatives& found) {
  if (index == kNoNode || found.count >= kMaxAlternatives || depth > kMaxNames) {
    return add_alternative(unknown(depth > kMaxNames), found);
  }
  const Node node = tree_[index];
  std::span<const Binding> bound;
  if (node.kind == NodeKind::name) {
    bound = scope_.find(tree_.text(node));
  } else if (node.kind == NodeKind::attribute && node.first != kNoNode &&
             tree_[node.first].kind == NodeKind::name) {
    bound = scope_.find(tree_.text(tree_[node.first]), tree_.text(node));
  } else if (node.kind == NodeKind::conditional) {
    add_alternatives(node.first, depth + 1, found);
    const std::uint32_t otherwise = tree_.child(index, 2);
    if (otherwise != kNoNode && tree_[otherwise].kind != NodeKind::absent) {
      add_alternatives(otherwise, depth + 1, found);
    }
    return;
  } else if (node.kind == NodeKind::chain && node.first != kNoNode &&
             tree_[node.first].next != kNoNode &&
             (tree_[tree_[node.first].next].op == Op::logic_or ||
              tree_[tree_[node.first].next].op == Op::logic_and)) {
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
      add_alternatives(at, depth + 1, found);
    }
    return;
  } else if (node.kind == NodeKind::filter &&
             (tree_.text(node) == "default" || tree_.text(node) == "d")) {
    add_alternatives(node.first, depth + 1, found);
    if (node.first != kNoNode && tree_[node.first].next != kNoNode) {
      add_alternatives(tree_[node.first].next, depth + 1, found);
    }
    return;
  }
  if (bound.empty()) return add_alternative(value(index), found);
  for (const Binding& binding : bound) {
    if (found.count >= kMaxAlternatives) return add_alternative(unknown(true), found);
    if (binding.macro || binding.node == kNoNode) {
      add_alternative(unknown(false), found);
    } else if (!binding.element) {
      add_alternatives(binding.node, depth + 1, found);
    } else {
      const Value list = value(binding.node);
      if (!is_list(list)) {
        add_alternative(unknown(built(list)), found);
        continue;
      }
      elements(list, [&](const Value& one) {
        if (binding.position != kNoNode && is_list(one)) {
          std::uint32_t at = tree_.child(one.node, binding.position);
          add_alternative(value(at), found);
        } else {
          add_alternative(one, found);
        }
      });
    }
  }
}

Value Folder::chain(const Node& node) {
  // All pieces are folded before the string is begun: folding writes to the same arena.
  bool joins = true, concat = false, own = false;
  std::int64_t total = 0;
  for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
    const Op op = tree_[at].op;
    if (at != node.first && op != Op::add && op != Op::concat) joins = false;
    concat = concat || (at != node.first && op == Op::concat);
    const Value piece = value(at);
    own = own || built(piece);
    total = saturating(Op::add, total, weight(piece));
  }
  if (!joins || !(concat || own)) return arithmetic(node);
  // Unknown data joined to nothing of the template's own is data.
  if (!own) {
    Value data = unknown(false);
    data.number = total;
    return data;
  }
  const std::uint32_t begin = mark();
  for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) put(value(at));
  Value result = finish(begin);
  result.number = total;
  return result;
}

Value Folder::arithmetic(const Node& node) {
  Value result = value(node.first);
  for (std::uint32_t at = node.first == kNoNode ? kNoNode : tree_[node.first].next; at != kNoNode;
       at = tree_[at].next) {
    const Value right = value(at);
    const Op op = tree_[at].op;
    if (op == Op::modulo && is_string(result)) {
      result = printf(result, right);
    } else if (op == Op::multiply && (is_string(result) || is_string(right))) {
      const Value& string = is_string(result) ? result : right;
      const Value& times = is_string(result) ? right : result;
      const std::uint32_t begin = mark();
      const std::int64_t count = is_integer(times) ? times.number : -1;
      if (count < 0) put(Value{});
      for (std::int64_t i = 0; i < count && mark() - begin <= kMaxString && string.length > 0;
           ++i) {
        put(string);
      }
      const std::int64_t total =
          saturating(Op::multiply, weight(string), std::max<std::int64_t>(count, 1));
      result = finish(begin);
      result.number = total;
    } else if (is_integer(result) && is_integer(right) && op >= Op::add && op <= Op::power &&
               op != Op::concat) {
      result = integer(saturating(op, result.number, right.number));
    } else {
      const bool maths = op >= Op::add && op <= Op::power;
      result = unknown(maths && (built(result) || built(right)));
    }
  }
  return result;
}

// --- parts ---

Value Folder::element(const Value& object, std::int64_t index) {
  if (is_string(object)) {
    const auto size = static_cast<std::int64_t>(object.length);
    if (index < 0) index += size;
    if (index < 0 || index >= size) return unknown(true);
    Value one = object;
    one.begin += static_cast<std::uint32_t>(index);
    one.length = 1;
    one.built = text(one).contains(kHole);
    return one;
  }
  if (!is_list(object) || tree_[object.node].kind == NodeKind::dict) return unknown(built(object));
  std::int64_t count = 0;
  elements(object, [&](const Value&) { ++count; });
  if (index < 0) index += count;
  Value found = unknown(false);
  elements(object, [&](const Value& one) {
    if (index-- == 0) found = one;
  });
  return found;
}

// The value under `key` in a dict that is written out, or made by dict(key=...).
Value Folder::member(const Value& object, std::string_view key) {
  if (!is_list(object)) return unknown(false);
  const Node& owner = tree_[object.node];
  if (owner.kind == NodeKind::call) {
    for (std::uint32_t at = owner.first; at != kNoNode; at = tree_[at].next) {
      if (tree_[at].kind == NodeKind::keyword && tree_.text(tree_[at]) == key) {
        return value(tree_[at].first);
      }
    }
    return unknown(false);
  }
  if (owner.kind != NodeKind::dict) return unknown(false);
  std::size_t seen = 0;
  for (std::uint32_t at = owner.first; at != kNoNode && tree_[at].next != kNoNode;
       at = tree_[tree_[at].next].next) {
    if (++seen > kMaxElements) return unknown(true);
    const Value name = value(at);
    if (is_string(name) && text(name) == key) return value(tree_[at].next);
  }
  return unknown(false);
}

Value Folder::slice(const Value& object, const Node& node) {
  if (!is_string(object)) return unknown(built(object));
  std::array<std::optional<std::int64_t>, 3> part;
  std::uint32_t at = node.first;
  for (auto& one : part) {
    if (at == kNoNode) break;
    if (tree_[at].kind != NodeKind::absent) {
      const Value number = value(at);
      if (!is_integer(number)) return unknown(true);
      one = number.number;
    }
    at = tree_[at].next;
  }
  const auto size = static_cast<std::int64_t>(object.length);
  const std::int64_t step = part[2].value_or(1);
  if (step == 0 || step <= -kMost) return unknown(true);
  const auto clip = [&](std::int64_t position) {
    if (position < 0) position += size;
    return std::clamp<std::int64_t>(position, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
  };
  std::int64_t from = part[0] ? clip(*part[0]) : step > 0 ? 0 : size - 1;
  const std::int64_t to = part[1] ? clip(*part[1]) : step > 0 ? size : -1;
  const std::uint32_t begin = mark();
  while (step > 0 ? from < to : from > to) {
    put(text(object).substr(static_cast<std::size_t>(from), 1));
    if (step > size || -step > size) break;
    from += step;
  }
  return finish(begin);
}

Value Folder::item(const Node& node) {
  const Value object = value(node.first);
  const std::uint32_t key = node.first == kNoNode ? kNoNode : tree_[node.first].next;
  if (key == kNoNode) return unknown(false);
  if (tree_[key].kind == NodeKind::slice) return slice(object, tree_[key]);
  const Value index = value(key);
  if (is_integer(index)) return element(object, index.number);
  if (is_string(index)) return member(object, text(index));
  return unknown(built(object) && !is_list(object));
}

}  // namespace bartizan::scan::templates

#include "scan/formats/template/scope.h"

#include <algorithm>
#include <array>

namespace bartizan::scan::templates {
namespace {

// Macros of one name whose parameters are followed.
constexpr std::size_t kMaxNamesakes = 8;

bool before(const Binding& a, const Binding& b) {
  return a.name != b.name ? a.name < b.name : a.attribute < b.attribute;
}

}  // namespace

void Scope::sort() {
  std::sort(bindings_.begin(), bindings_.end(), [](const Binding& a, const Binding& b) {
    if (before(a, b) || before(b, a)) return before(a, b);
    return a.macro != b.macro ? a.macro : a.node < b.node;
  });
}

bool Scope::bind(std::string_view name, std::uint32_t value, std::string_view attribute) {
  return bindings_.try_push({name, attribute, value, kNoNode, false, false});
}

bool Scope::bind(std::uint32_t target, std::uint32_t value, bool element, std::uint32_t position) {
  if (target == kNoNode) return true;
  const Node& node = tree_[target];
  if (node.kind == NodeKind::name) {
    return bindings_.try_push({tree_.text(node), {}, value, position, element, false});
  }
  if (node.kind == NodeKind::attribute && node.first != kNoNode) {
    return bindings_.try_push(
        {tree_.text(tree_[node.first]), tree_.text(node), value, position, element, false});
  }
  if (node.kind != NodeKind::tuple) return true;
  const bool pairs = !element && value != kNoNode &&
                     (tree_[value].kind == NodeKind::tuple || tree_[value].kind == NodeKind::list);
  std::uint32_t part = pairs ? tree_[value].first : kNoNode;
  std::uint32_t index = 0;
  for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next, ++index) {
    const bool bound = pairs ? bind(at, part, false, kNoNode)
                             : bind(at, element ? value : kNoNode, element, index);
    if (!bound) return false;
    if (part != kNoNode) part = tree_[part].next;
  }
  return true;
}

bool Scope::collect_set(const Node& node) {
  if (node.first == kNoNode) return true;
  const std::uint32_t value = tree_[node.first].next;
  if (!bind(node.first, value, false, kNoNode)) return false;
  if (value == kNoNode || tree_[value].kind != NodeKind::call) return true;
  // The keywords of namespace(...) are its first attributes.
  for (std::uint32_t at = tree_[value].first; at != kNoNode; at = tree_[at].next) {
    if (tree_[at].kind == NodeKind::keyword &&
        !bind(tree_.text(tree_[node.first]), tree_[at].first, tree_.text(tree_[at]))) {
      return false;
    }
  }
  return true;
}

bool Scope::collect_macro(std::uint32_t index) {
  const Node& node = tree_[index];
  if (!bindings_.try_push({tree_.text(node), {}, index, kNoNode, false, true})) return false;
  for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
    if (tree_[at].kind != NodeKind::keyword) continue;
    const std::uint32_t given = tree_[at].first;
    // Without a default, a parameter is what the calls pass; without calls, data.
    const bool has_default = given != kNoNode && tree_[given].kind != NodeKind::absent;
    if (has_default && !bind(tree_.text(tree_[at]), given)) return false;
  }
  return true;
}

bool Scope::collect_from(std::uint32_t index) {
  const Node& node = tree_[index];
  switch (node.kind) {
    case NodeKind::set:
      return collect_set(node);
    case NodeKind::set_block:
      return bind(node.first, tree_.child(index, 1), false, kNoNode);
    case NodeKind::for_loop:
      return bind(node.first, tree_.child(index, 1), true, kNoNode);
    case NodeKind::with:
      for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
        if (tree_[at].kind != NodeKind::keyword) continue;
        if (!bind(tree_.text(tree_[at]), tree_[at].first)) return false;
      }
      return true;
    case NodeKind::macro:
      return collect_macro(index);
    case NodeKind::call_block: {
      const std::uint32_t names = tree_.child(index, 1);
      for (std::uint32_t at = names == kNoNode ? kNoNode : tree_[names].first; at != kNoNode;
           at = tree_[at].next) {
        if (!bind(tree_.text(tree_[at]), kNoNode)) return false;
      }
      return true;
    }
    default:
      return true;
  }
}

// The arguments of a macro's calls are values of its parameters, for each macro of that name.
bool Scope::collect_call(const Node& node) {
  if (node.first == kNoNode || tree_[node.first].kind != NodeKind::name) return true;
  // Binding moves the list, so the macros are noted first.
  std::array<std::uint32_t, kMaxNamesakes> macros;
  std::size_t count = 0;
  for (const Binding& binding : find(tree_.text(tree_[node.first]))) {
    if (!binding.macro || count == kMaxNamesakes) break;
    macros[count++] = binding.node;
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t parameter = tree_[macros[i]].first;
    for (std::uint32_t at = tree_[node.first].next; at != kNoNode; at = tree_[at].next) {
      if (tree_[at].kind == NodeKind::keyword) {
        if (!bind(tree_.text(tree_[at]), tree_[at].first)) return false;
      } else if (parameter != kNoNode && tree_[parameter].kind == NodeKind::keyword) {
        if (!bind(tree_.text(tree_[parameter]), at)) return false;
        parameter = tree_[parameter].next;
      }
    }
  }
  return true;
}

bool Scope::collect() {
  for (std::uint32_t i = 0; i < tree_.size(); ++i) {
    if (!collect_from(i)) return false;
  }
  sort();
  // Macros are looked up in the sorted part; what is appended behind it is sorted in afterwards.
  sorted_ = bindings_.size();
  for (std::uint32_t i = 0; i < tree_.size(); ++i) {
    if (tree_[i].kind == NodeKind::call && !collect_call(tree_[i])) return false;
  }
  sort();
  sorted_ = bindings_.size();
  return true;
}

std::span<const Binding> Scope::find(std::string_view name, std::string_view attribute) const {
  const Binding wanted{name, attribute, kNoNode, kNoNode, false, false};
  const auto range =
      std::equal_range(bindings_.begin(), bindings_.begin() + sorted_, wanted, before);
  return {range.first, range.second};
}

std::uint32_t Scope::macro(std::string_view name) const {
  const auto bound = find(name);
  return !bound.empty() && bound.front().macro ? bound.front().node : kNoNode;
}

}  // namespace bartizan::scan::templates

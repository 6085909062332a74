#include "use/parse/discover/python/resolve.h"

#include <algorithm>
#include <array>

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

bool one_of(string_view text, std::initializer_list<string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

string_view last_part(string_view dotted) {
  const size_t dot = dotted.rfind('.');
  return dot == dotted.npos ? dotted : dotted.substr(dot + 1);
}

}  // namespace

NodeId Resolver::keyword(NodeId call, string_view name) const {
  for (NodeId arg = tree_[tree_[call].first].next; arg != kNone; arg = tree_[arg].next) {
    if (tree_[arg].kind == NodeKind::keyword && tree_[arg].text == name) return tree_[arg].first;
  }
  return kNone;
}

NodeId Resolver::positional(NodeId call, size_t index) const {
  for (NodeId arg = tree_[tree_[call].first].next; arg != kNone; arg = tree_[arg].next) {
    if (tree_[arg].kind == NodeKind::star) return kNone;
    if (tree_[arg].kind == NodeKind::keyword) continue;
    if (index-- == 0) return arg;
  }
  return kNone;
}

std::string Resolver::spelling(NodeId node) const {
  std::vector<string_view> parts;
  while (tree_[node].kind == NodeKind::attribute) {
    parts.push_back(tree_[node].text);
    node = tree_[node].first;
  }
  std::string out;
  if (tree_[node].kind == NodeKind::name) {
    out = tree_[node].text;
  } else if (tree_[node].kind == NodeKind::call) {
    out = "()";
  } else {
    return parts.empty() ? std::string() : std::string(parts.front());
  }
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    out += '.';
    out += *part;
  }
  return out;
}

ScopeId Resolver::function_around(ScopeId scope) const {
  while (scope != 0 && tree_.scopes[scope].kind != ScopeKind::function) {
    scope = tree_.scopes[scope].parent;
  }
  return scope;
}

ScopeId Resolver::class_around(ScopeId scope) const {
  while (scope != 0 && tree_.scopes[scope].kind != ScopeKind::klass) {
    scope = tree_.scopes[scope].parent;
  }
  return scope;
}

void Resolver::collect(const Tree& tree, const Scope& scope, string_view name, std::uint32_t offset,
                       bool any_order, Bindings& out) {
  const auto found = scope.names.find(name);
  if (found == scope.names.end()) return;
  const auto& all = found->second;
  size_t end = all.size();
  if (!any_order) {
    const auto later = std::ranges::lower_bound(
        all, offset, {}, [&tree](std::uint32_t index) { return tree.bindings[index].offset; });
    end = static_cast<size_t>(later - all.begin());
    // Only bound further down: another turn of a loop, or a name that the module binds late.
    if (end == 0) end = all.size();
  }
  for (size_t i = end; i > 0 && out.size() < kMostValues; --i) {
    const Binding& binding = tree.bindings[all[i - 1]];
    out.push_back(&binding);
    if (!binding.conditional && !binding.member) break;
  }
}

Resolver::Bindings Resolver::lookup(string_view name, ScopeId scope, std::uint32_t offset) {
  Bindings out;
  bool inner = true;
  while (true) {
    const Scope& here = tree_.scopes[scope];
    // A class's names are not seen from its methods; members (self.x) are no names.
    if (inner || here.kind != ScopeKind::klass) {
      collect(tree_, here, name, offset, !inner, out);
      std::erase_if(out, [](const Binding* binding) { return binding->member; });
      if (!out.empty() || scope == 0) return out;
    }
    if (scope == 0) return out;
    inner = false;
    scope = here.parent;
  }
}

std::string Resolver::symbol(NodeId node, ScopeId scope) {
  Query query;
  return symbol(node, scope, query);
}

std::string Resolver::symbol_of(const Binding& binding, Query& query) {
  switch (binding.kind) {
    case Binding::Kind::import:
      return std::string(binding.target);
    case Binding::Kind::value: {
      std::string out;
      if (binding.value != kNone) out = symbol(binding.value, binding.scope, query);
      if (out.empty() && binding.annotation != kNone) {
        out = symbol_of_annotation(binding.annotation, binding.scope, query);
      }
      return out;
    }
    case Binding::Kind::parameter:
    case Binding::Kind::annotation: {
      if (binding.annotation == kNone) return {};
      return symbol_of_annotation(binding.annotation, binding.scope, query);
    }
    case Binding::Kind::scope: {
      const Scope& scope = tree_.scopes[binding.scope];
      if (scope.kind != ScopeKind::klass) return {};
      for (const NodeId base : scope.bases) {
        if (tree_[base].kind == NodeKind::keyword) continue;
        std::string out = symbol(base, scope.parent, query);
        if (!out.empty()) return out;
      }
      return {};
    }
    case Binding::Kind::element:
      return {};
  }
  return {};
}

// "client: OpenAI", "client: OpenAI | None", "client: Optional[OpenAI]": an instance.
std::string Resolver::symbol_of_annotation(NodeId node, ScopeId scope, Query& query) {
  if (!visit(query)) return {};
  const Node& here = tree_[node];
  if (here.kind == NodeKind::binary && here.op == '|') {
    return symbol_of_annotation(here.first, scope, query);
  }
  if (here.kind == NodeKind::subscript) {
    const std::string base = spelling(here.first);
    if (one_of(last_part(base), {"Optional", "Annotated"})) {
      NodeId index = tree_[here.first].next;
      if (tree_[index].kind == NodeKind::tuple) index = tree_[index].first;
      return symbol_of_annotation(index, scope, query);
    }
    if (one_of(last_part(base), {"list", "List", "dict", "Dict", "tuple", "Tuple", "Callable",
                                 "Type", "type", "Literal", "Union", "Sequence"})) {
      return {};
    }
  }
  if (here.kind != NodeKind::name && here.kind != NodeKind::attribute &&
      here.kind != NodeKind::subscript) {
    return {};
  }
  std::string out = symbol(node, scope, query);
  return out.empty() ? out : out + "()";
}

std::string Resolver::symbol(NodeId node, ScopeId scope, Query& query) {
  if (!visit(query)) return {};
  const Node& here = tree_[node];
  switch (here.kind) {
    case NodeKind::name: {
      ++query.hops;
      std::string out;
      for (const Binding* binding : lookup(here.text, scope, here.offset)) {
        out = symbol_of(*binding, query);
        if (!out.empty()) break;
      }
      --query.hops;
      return out;
    }
    case NodeKind::attribute: {
      std::string base = symbol(here.first, scope, query);
      if (!base.empty() && base.size() < kMostText) {
        base += '.';
        base += here.text;
        return base;
      }
      ++query.hops;
      std::string out;
      for (const Binding* binding : members(here.first, here.text, scope, query)) {
        out = symbol_of(*binding, query);
        if (!out.empty()) break;
      }
      --query.hops;
      return out;
    }
    case NodeKind::call: {
      std::string out = symbol(here.first, scope, query);
      if (!out.empty() && out.size() < kMostText) {
        out += '(';
        const NodeId first = tree_[here.first].next;
        if (out.ends_with(".client(") && first != kNone && tree_[first].kind == NodeKind::string) {
          out += tree_[first].text;
        }
        out += ')';
        return out;
      }
      // A function of this file: what it returns.
      if (tree_[here.first].kind == NodeKind::name ||
          tree_[here.first].kind == NodeKind::attribute) {
        ++query.hops;
        const Bindings found =
            tree_[here.first].kind == NodeKind::name
                ? lookup(tree_[here.first].text, scope, here.offset)
                : members(tree_[here.first].first, tree_[here.first].text, scope, query);
        for (const Binding* binding : found) {
          if (binding->kind != Binding::Kind::scope) continue;
          const Scope& function = tree_.scopes[binding->scope];
          if (function.kind != ScopeKind::function) continue;
          for (const NodeId value : function.returns) {
            out = symbol(value, binding->scope, query);
            if (!out.empty()) break;
          }
        }
        --query.hops;
      }
      return out;
    }
    case NodeKind::subscript:
      return symbol(here.first, scope, query);
    case NodeKind::either:
    case NodeKind::both:
    case NodeKind::conditional: {
      for (NodeId part = here.first; part != kNone; part = tree_[part].next) {
        std::string out = symbol(part, scope, query);
        if (!out.empty()) return out;
      }
      return {};
    }
    default:
      return {};
  }
}

bool Resolver::defined_here(NodeId name, ScopeId scope) {
  if (tree_[name].kind != NodeKind::name) return false;
  const Bindings found = lookup(tree_[name].text, scope, tree_[name].offset);
  return !found.empty() && found.front()->kind != Binding::Kind::import;
}

const Scope* Resolver::class_of(NodeId node, ScopeId scope) {
  Query query;
  return class_of(node, scope, query);
}

const Scope* Resolver::class_of(NodeId node, ScopeId scope, Query& query) {
  if (!visit(query)) return nullptr;
  const Node& here = tree_[node];
  if (here.kind == NodeKind::call || here.kind == NodeKind::subscript) {
    return class_of(here.first, scope, query);
  }
  if (here.kind != NodeKind::name) return nullptr;
  if (here.text == "self" || here.text == "cls") {
    const ScopeId owner = class_around(scope);
    return owner == 0 ? nullptr : &tree_.scopes[owner];
  }
  ++query.hops;
  const Scope* out = nullptr;
  for (const Binding* binding : lookup(here.text, scope, here.offset)) {
    if (binding->kind == Binding::Kind::scope) {
      const Scope& found = tree_.scopes[binding->scope];
      if (found.kind == ScopeKind::klass) out = &found;
    } else if (binding->value != kNone && binding->kind == Binding::Kind::value) {
      out = class_of(binding->value, binding->scope, query);
    } else if (binding->annotation != kNone) {
      out = class_of(binding->annotation, binding->scope, query);
    }
    if (out != nullptr) break;
  }
  --query.hops;
  return out;
}

Resolver::Bindings Resolver::members(NodeId base, string_view name, ScopeId scope, Query& query) {
  Bindings out;
  const Scope* owner = class_of(base, scope, query);
  // A member may be a base class's of the same file.
  for (int hop = 0; owner != nullptr && hop < 4; ++hop) {
    collect(tree_, *owner, name, 0, true, out);
    if (!out.empty()) return out;
    const Scope* next = nullptr;
    for (const NodeId parent : owner->bases) {
      if (tree_[parent].kind == NodeKind::name) next = class_of(parent, owner->parent, query);
      if (next != nullptr) break;
    }
    owner = next == owner ? nullptr : next;
  }
  return out;
}

std::vector<NodeId> Resolver::origins(NodeId node, ScopeId scope) {
  Query query;
  std::vector<NodeId> out;
  origins(node, scope, out, query);
  return out;
}

void Resolver::origins(NodeId node, ScopeId scope, std::vector<NodeId>& out, Query& query) {
  if (!visit(query) || out.size() >= kMostValues || node == kNone) return;
  const Node& here = tree_[node];
  Bindings found;
  ++query.hops;
  if (here.kind == NodeKind::name) {
    found = lookup(here.text, scope, here.offset);
  } else if (here.kind == NodeKind::attribute) {
    found = members(here.first, here.text, scope, query);
  } else {
    out.push_back(node);
  }
  for (const Binding* binding : found) {
    if (binding->value != kNone) origins(binding->value, binding->scope, out, query);
  }
  --query.hops;
}

Resolver::Truth Resolver::truth(NodeId node, ScopeId scope) {
  Query query;
  return truth(node, scope, query);
}

Resolver::Truth Resolver::truth(NodeId node, ScopeId scope, Query& query) {
  if (node == kNone || !visit(query)) return Truth::unknown;
  const Node& here = tree_[node];
  bool any = false, all_no = true;
  const auto add = [&](Truth one) {
    any = any || one == Truth::yes;
    all_no = all_no && one == Truth::no;
  };
  const auto added = [&] { return any ? Truth::yes : all_no ? Truth::no : Truth::unknown; };
  switch (here.kind) {
    case NodeKind::none:
      return Truth::no;
    case NodeKind::boolean:
      return here.text == "True" ? Truth::yes : Truth::no;
    case NodeKind::number:
      return here.text.find_first_not_of("0._") == string_view::npos ? Truth::no : Truth::yes;
    case NodeKind::string:
      return here.text.empty() ? Truth::no : Truth::yes;
    case NodeKind::either:
      for (NodeId part = here.first; part != kNone; part = tree_[part].next) {
        add(truth(part, scope, query));
      }
      return added();
    case NodeKind::conditional: {
      const NodeId condition = tree_[here.first].next;
      add(truth(here.first, scope, query));
      if (condition != kNone) add(truth(tree_[condition].next, scope, query));
      return added();
    }
    case NodeKind::name:
    case NodeKind::attribute: {
      ++query.hops;
      const Bindings found = here.kind == NodeKind::name
                                 ? lookup(here.text, scope, here.offset)
                                 : members(here.first, here.text, scope, query);
      if (found.empty()) all_no = false;
      for (const Binding* binding : found) {
        const bool set = binding->kind == Binding::Kind::value && binding->value != kNone;
        const bool given = binding->kind == Binding::Kind::parameter;
        const Truth one = set || (given && binding->value != kNone)
                              ? truth(binding->value, binding->scope, query)
                              : Truth::unknown;
        add(given && one == Truth::no ? Truth::unknown : one);
      }
      --query.hops;
      return added();
    }
    default:
      return Truth::unknown;
  }
}

}  // namespace bartizan::use::python

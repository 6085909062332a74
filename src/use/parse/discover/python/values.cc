// Strings that expressions may have.
#include <algorithm>
#include <array>

#include "use/parse/discover/python/resolve.h"

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

Values Resolver::values(NodeId node, ScopeId scope) {
  Query query;
  Values out;
  values(node, scope, true, out, query);
  return out;
}

std::string Resolver::text(NodeId node, ScopeId scope) {
  if (node == kNone) return {};
  if (tree_[node].kind == NodeKind::string) return std::string(tree_[node].text);
  Values all = values(node, scope);
  return all.known.empty() ? std::string() : std::move(all.known.front().text);
}

void Resolver::values_of(const Binding& binding, Values& out, Query& query) {
  switch (binding.kind) {
    case Binding::Kind::import:
      if (out.foreign.size() < kMostValues && binding.target.size() > binding.module) {
        std::string symbol(binding.target.substr(0, binding.module));
        string_view rest = binding.target.substr(binding.module);
        if (rest.starts_with('.')) rest.remove_prefix(1);
        symbol += ':';
        symbol += rest;
        out.foreign.push_back({std::move(symbol)});
      }
      return;
    case Binding::Kind::element: {
      std::vector<NodeId> iterated;
      origins(binding.value, binding.scope, iterated, query);
      for (const NodeId over : iterated) {
        const NodeKind kind = tree_[over].kind;
        if (kind != NodeKind::list && kind != NodeKind::tuple && kind != NodeKind::set) continue;
        size_t count = 0;
        for (NodeId item = tree_[over].first; item != kNone && ++count <= kMostValues;
             item = tree_[item].next) {
          values(item, binding.scope, false, out, query);
        }
      }
      return;
    }
    case Binding::Kind::value:
    case Binding::Kind::parameter: {
      if (binding.value != kNone) values(binding.value, binding.scope, false, out, query);
      if (binding.kind != Binding::Kind::parameter || parameters_.empty()) return;
      const auto given = parameters_.find(&binding);
      if (given == parameters_.end()) return;
      for (NodeId item = tree_[given->second].first; item != kNone; item = tree_[item].next) {
        values(item, 0, false, out, query);
      }
      return;
    }
    default:
      return;
  }
}

void Resolver::values(NodeId node, ScopeId scope, bool direct, Values& out, Query& query) {
  if (!visit(query) || out.known.size() >= kMostValues) return;
  const Node& here = tree_[node];
  switch (here.kind) {
    case NodeKind::string:
      out.known.push_back({std::string(here.text.substr(0, kMostText)), here.offset, direct, {}});
      return;
    case NodeKind::name: {
      ++query.hops;
      for (const Binding* binding : lookup(here.text, scope, here.offset)) {
        values_of(*binding, out, query);
      }
      --query.hops;
      return;
    }
    case NodeKind::attribute:
      return values_of_attribute(node, scope, out, query);
    case NodeKind::subscript:
      return values_of_subscript(node, scope, out, query);
    case NodeKind::call:
      return values_of_call(node, scope, out, query);
    case NodeKind::either:
      for (NodeId part = here.first; part != kNone; part = tree_[part].next) {
        values(part, scope, direct, out, query);
      }
      return;
    case NodeKind::both:
      if (here.first != kNone) values(tree_[here.first].next, scope, direct, out, query);
      return;
    case NodeKind::conditional: {
      values(here.first, scope, direct, out, query);
      const NodeId test = tree_[here.first].next;
      values(tree_[test].next, scope, direct, out, query);
      return;
    }
    case NodeKind::joined:
    case NodeKind::binary: {
      if (here.kind == NodeKind::binary && here.op != '+' && here.op != '/') return;
      std::vector<NodeId> parts;
      for (NodeId part = here.first; part != kNone && parts.size() < 64; part = tree_[part].next) {
        parts.push_back(part);
      }
      if (here.kind == NodeKind::binary && here.op == '/') {
        // Path("models") / "x.pt"
        Values left, right;
        values(parts[0], scope, false, left, query);
        values(parts[1], scope, false, right, query);
        for (const Value& a : left.known) {
          for (const Value& b : right.known) {
            if (out.known.size() >= kMostValues || a.text.size() + b.text.size() > kMostText)
              return;
            out.known.push_back({a.text + "/" + b.text, b.offset, false, {}});
          }
        }
        return;
      }
      return join(parts, scope, out, query);
    }
    default:
      return;
  }
}

// The concatenation of all parts, where each of them is known.
void Resolver::join(const std::vector<NodeId>& parts, ScopeId scope, Values& out, Query& query) {
  std::vector<Value> all{{std::string(), parts.empty() ? 0 : tree_[parts[0]].offset, false, {}}};
  for (const NodeId part : parts) {
    Values next;
    values(part, scope, false, next, query);
    if (next.known.empty()) return;
    std::vector<Value> joined;
    for (const Value& left : all) {
      for (const Value& right : next.known) {
        if (joined.size() >= kMostValues || left.text.size() + right.text.size() > kMostText) break;
        joined.push_back(
            {left.text + right.text, left.offset, false, left.env.empty() ? right.env : left.env});
      }
    }
    all = std::move(joined);
  }
  for (Value& value : all) {
    if (out.known.size() < kMostValues) out.known.push_back(std::move(value));
  }
}

void Resolver::values_of_attribute(NodeId node, ScopeId scope, Values& out, Query& query) {
  const Node& here = tree_[node];
  ++query.hops;
  const Bindings found = members(here.first, here.text, scope, query);
  if (!found.empty()) {
    for (const Binding* binding : found) values_of(*binding, out, query);
    --query.hops;
    return;
  }
  --query.hops;
  // An enumeration's member: Models.GPT4.value
  if (here.text == "value") return values(here.first, scope, false, out, query);
  const Node& base = tree_[here.first];
  // args.model of an argparse parser
  if (base.kind == NodeKind::name && !options_.empty()) {
    if (const auto option = options_.find(std::string(here.text)); option != options_.end()) {
      bool parsed = one_of(base.text, {"args", "opts", "options", "opt", "cli_args", "ns"});
      for (const Binding* binding : lookup(base.text, scope, base.offset)) {
        if (binding->kind == Binding::Kind::value && binding->value != kNone &&
            tree_[binding->value].kind == NodeKind::call) {
          const std::string called = spelling(tree_[binding->value].first);
          parsed = one_of(last_part(called), {"parse_args", "parse_known_args"});
        }
      }
      if (parsed && option->second.value != node) {
        ++query.hops;
        values(option->second.value, option->second.scope, false, out, query);
        --query.hops;
        return;
      }
    }
  }
  // config.MODEL of another file
  if (out.foreign.size() >= kMostValues) return;
  const std::string written = spelling(node);
  const std::string dotted = symbol(node, scope, query);
  if (dotted.empty() || dotted.find('(') != dotted.npos || written.empty()) return;
  NodeId root = here.first;
  while (tree_[root].kind == NodeKind::attribute) root = tree_[root].first;
  if (tree_[root].kind != NodeKind::name) return;
  for (const Binding* binding : lookup(tree_[root].text, scope, tree_[root].offset)) {
    if (binding->kind != Binding::Kind::import) continue;
    const size_t module = std::min<size_t>(binding->module, dotted.size());
    string_view rest = string_view(dotted).substr(module);
    if (rest.starts_with('.')) rest.remove_prefix(1);
    if (rest.empty()) return;
    std::string symbol = dotted.substr(0, module);
    symbol += ':';
    symbol += rest;
    out.foreign.push_back({std::move(symbol)});
    return;
  }
}

void Resolver::values_of_subscript(NodeId node, ScopeId scope, Values& out, Query& query) {
  const Node& here = tree_[node];
  const NodeId index = tree_[here.first].next;
  if (index == kNone) return;
  const std::string key =
      tree_[index].kind == NodeKind::string ? std::string(tree_[index].text) : std::string();
  std::vector<NodeId> bases;
  ++query.hops;
  origins(here.first, scope, bases, query);
  for (const NodeId base : bases) {
    if (tree_[base].kind == NodeKind::dict && !key.empty()) {
      for (NodeId k = tree_[base].first; k != kNone && tree_[k].next != kNone;
           k = tree_[tree_[k].next].next) {
        if (tree_[k].kind == NodeKind::string && tree_[k].text == key) {
          values(tree_[k].next, scope, false, out, query);
        }
      }
    }
  }
  --query.hops;
}

void Resolver::values_of_call(NodeId node, ScopeId scope, Values& out, Query& query) {
  const Node& here = tree_[node];
  const std::string written = spelling(here.first);
  const string_view last = last_part(written);
  const auto add = [&](NodeId value, string_view env) {
    if (value == kNone) return;
    const size_t before = out.known.size();
    values(value, scope, false, out, query);
    for (size_t i = before; i < out.known.size(); ++i) {
      if (out.known[i].env.empty()) out.known[i].env = env;
    }
  };
  const NodeId first = positional(node, 0);
  const string_view literal =
      first != kNone && tree_[first].kind == NodeKind::string ? tree_[first].text : string_view();
  const bool environment = one_of(last, {"getenv", "getenv_or"}) ||
                           ((last == "get" || last == "setdefault" || last == "pop") &&
                            written.find("environ") != written.npos);
  if (environment || one_of(last, {"env", "config"})) {  // os, django-environ, decouple
    if (literal.empty()) return;
    NodeId fallback = positional(node, 1);
    if (fallback == kNone) fallback = keyword(node, "default");
    return add(fallback, literal);
  }
  if (one_of(last, {"get", "setdefault", "getattr", "pop"})) {
    if (last == "getattr") return add(positional(node, 2), {});
    if (literal.empty()) return;
    // A dictionary of this file knows better than the default.
    std::vector<NodeId> bases;
    if (tree_[here.first].kind == NodeKind::attribute) {
      origins(tree_[here.first].first, scope, bases, query);
    }
    for (const NodeId base : bases) {
      if (tree_[base].kind != NodeKind::dict) continue;
      for (NodeId k = tree_[base].first; k != kNone && tree_[k].next != kNone;
           k = tree_[tree_[k].next].next) {
        if (tree_[k].kind == NodeKind::string && tree_[k].text == literal) add(tree_[k].next, {});
      }
    }
    return add(positional(node, 1), {});
  }
  if (one_of(last, {"Field", "field", "Option", "Argument", "Query", "Body", "Form", "Param",
                    "mapped_column", "CharField", "Str", "Unicode"})) {
    const NodeId named = keyword(node, "default");
    if (named != kNone) return add(named, {});
    if (!literal.starts_with('-')) add(first, {});
    return;
  }
  if (one_of(last, {"str", "Path", "PurePath", "cast", "quote", "expanduser", "abspath", "realpath",
                    "resolve", "strip", "lower", "as_posix", "SecretStr", "getLogger", "T"})) {
    if (last == "getLogger") return;
    if (last == "cast") return add(positional(node, 1), {});
    if (first != kNone) {
      if (positional(node, 1) == kNone) add(first, {});
      return;
    }
    if (tree_[here.first].kind == NodeKind::attribute) add(tree_[here.first].first, {});
    return;
  }
  if (last == "join" && written.find("path") != written.npos) {
    std::string all;
    std::uint32_t offset = here.offset;
    for (NodeId arg = tree_[here.first].next; arg != kNone; arg = tree_[arg].next) {
      Values part;
      values(arg, scope, false, part, query);
      if (part.known.size() != 1 || all.size() + part.known[0].text.size() > kMostText) return;
      if (!all.empty() && !all.ends_with('/')) all += '/';
      all += part.known[0].text;
      offset = part.known[0].offset;
    }
    if (!all.empty()) out.known.push_back({std::move(all), offset, false, {}});
    return;
  }
  // A function of this file.
  if (tree_[here.first].kind != NodeKind::name) return;
  ++query.hops;
  for (const Binding* binding : lookup(tree_[here.first].text, scope, here.offset)) {
    if (binding->kind != Binding::Kind::scope) continue;
    const Scope& function = tree_.scopes[binding->scope];
    if (function.kind != ScopeKind::function) continue;
    for (const NodeId value : function.returns) values(value, binding->scope, false, out, query);
  }
  --query.hops;
}

}  // namespace bartizan::use::python

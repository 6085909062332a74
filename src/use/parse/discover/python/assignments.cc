// What is assigned to which names and attributes; an expression alone.
#include "use/parse/discover/python/statement.h"

namespace bartizan::use::python {

using std::string_view;

void StatementReader::assignment() {
  const NodeId first = read_.expressions();
  std::vector<NodeId> targets;
  NodeId annotation = kNone;
  NodeId value = kNone;
  if (read_.is(":")) {
    ++read_.at;
    if (read_.line_ends()) return;  // a compound statement that is not known, "match x:"
    annotation = read_.expression();
    if (read_.take("=")) value = read_.expressions();
    targets.push_back(first);
  } else if (read_.is("=")) {
    targets.push_back(first);
    while (read_.take("=")) {
      value = read_.expressions();
      if (read_.is("=")) targets.push_back(value);
    }
  } else {
    const bool augmented = read_.token().kind == TokenKind::op && read_.text().ends_with('=');
    if (augmented) {
      ++read_.at;
      return expression(read_.expressions());
    }
    if (tree_[first].kind == NodeKind::string) {
      if (here().documentation.empty()) here().documentation = tree_[first].text;
      return;  // a docstring, or a comment written as one
    }
    return expression(first);
  }
  Statement out;
  out.kind = Statement::Kind::assign;
  out.scope = scope();
  out.offset = tree_[first].offset;
  out.value = value;
  out.annotation = annotation;
  out.first_binding = static_cast<std::uint32_t>(tree_.bindings.size());
  for (const NodeId target : targets) assign(target, value, annotation, out);
  out.bindings = static_cast<std::uint32_t>(tree_.bindings.size()) - out.first_binding;
  tree_.statements.push_back(out);
}

void StatementReader::assign(NodeId target, NodeId value, NodeId annotation, Statement& statement) {
  const Node node = tree_[target];
  if (node.kind == NodeKind::name) {
    Binding& binding = bind(Binding::Kind::value, node.text, node.offset);
    binding.value = value;
    binding.annotation = annotation;
    return;
  }
  if (node.kind == NodeKind::tuple) {
    // a, b = x, y
    const bool both = value != kNone && tree_[value].kind == NodeKind::tuple;
    NodeId item = both ? tree_[value].first : kNone;
    for (NodeId part = node.first; part != kNone; part = tree_[part].next) {
      if (tree_[part].kind != NodeKind::tuple) assign(part, item, kNone, statement);
      if (item != kNone) item = tree_[item].next;
    }
    return;
  }
  statement.target = target;
  if (node.kind != NodeKind::attribute || node.first == kNone) return;
  const Node& base = tree_[node.first];
  if (base.kind != NodeKind::name) return;
  if (base.text == "self" || base.text == "cls") {
    const ScopeId method = scope();
    const ScopeId owner = tree_.scopes[method].parent;
    if (tree_.scopes[method].kind != ScopeKind::function ||
        tree_.scopes[owner].kind != ScopeKind::klass) {
      return;
    }
    Binding& binding = bind_in(owner, Binding::Kind::value, node.text, node.offset);
    binding.value = value;
    binding.annotation = annotation;
    binding.member = true;
  }
}

}  // namespace bartizan::use::python

// Functions and classes, as they are defined.
#include "use/parse/discover/python/statement.h"

namespace bartizan::use::python {

using std::size_t;
using std::string_view;

ScopeId StatementReader::add_scope(ScopeKind kind, string_view name, std::uint32_t offset) {
  const auto id = static_cast<ScopeId>(tree_.scopes.size());
  Binding& binding = bind(Binding::Kind::scope, name, offset);
  binding.scope = id;
  Scope& out = tree_.scopes.emplace_back();
  out.kind = kind;
  out.parent = scope();
  out.name = name;
  out.offset = offset;
  out.decorators = std::move(decorators_);
  decorators_.clear();
  return id;
}

void StatementReader::type_parameters() {
  if (!read_.is("[")) return;
  int depth = 0;
  while (!read_.line_ends()) {
    if (read_.is("[")) ++depth;
    if (read_.is("]") && --depth == 0) {
      ++read_.at;
      return;
    }
    ++read_.at;
  }
}

void StatementReader::define() {
  ++read_.at;
  const std::uint32_t offset = read_.token().offset;
  const string_view name = read_.text();
  if (read_.token().kind != TokenKind::name) return skip_line();
  ++read_.at;
  type_parameters();
  const ScopeId id = add_scope(ScopeKind::function, name, offset);
  const bool conditional = blocks_.back().conditional;
  if (read_.take("(")) parameters(id);
  if (read_.take("->")) {
    const NodeId result = read_.expression();
    (void)result;
  }
  bind_pending();
  (void)conditional;
  body(id, false);
}

void StatementReader::parameters(ScopeId id) {
  while (!read_.line_ends() && !read_.is(")")) {
    const size_t before = read_.at;
    if (read_.take("*") || read_.take("**") || read_.take("/")) {
      read_.take(",");
      if (read_.token().kind != TokenKind::name) continue;
    }
    if (read_.token().kind == TokenKind::name) {
      const string_view name = read_.text();
      const std::uint32_t offset = read_.token().offset;
      ++read_.at;
      const NodeId annotation = read_.take(":") ? read_.expression() : kNone;
      const NodeId value = read_.take("=") ? read_.expression() : kNone;
      const auto first = static_cast<std::uint32_t>(tree_.bindings.size());
      Binding& binding = bind_in(id, Binding::Kind::parameter, name, offset);
      binding.annotation = annotation;
      binding.value = value;
      binding.conditional = false;
      // Defaults are looked at like assignments.
      if (value != kNone || annotation != kNone) {
        Statement out;
        out.kind = Statement::Kind::assign;
        out.scope = scope();
        out.offset = offset;
        out.value = value;
        out.annotation = annotation;
        out.first_binding = first;
        out.bindings = 1;
        tree_.statements.push_back(out);
      }
    }
    if (!read_.take(",") && !read_.is(")") && read_.at == before) ++read_.at;
  }
  read_.take(")");
}

void StatementReader::klass() {
  ++read_.at;
  const std::uint32_t offset = read_.token().offset;
  const string_view name = read_.text();
  if (read_.token().kind != TokenKind::name) return skip_line();
  ++read_.at;
  type_parameters();
  const ScopeId id = add_scope(ScopeKind::klass, name, offset);
  if (read_.is("(")) {
    ++read_.at;
    const NodeId call = read_.add(NodeKind::call, offset, {}, read_.add(NodeKind::none, offset));
    read_.arguments(call);
    for (NodeId base = tree_[tree_[call].first].next; base != kNone; base = tree_[base].next) {
      tree_.scopes[id].bases.push_back(base);
    }
  }
  body(id, false);
}

}  // namespace bartizan::use::python

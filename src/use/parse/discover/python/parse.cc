// Lines, blocks, and what branches, loops and imports.
#include <string>
#include <utility>

#include "use/parse/discover/python/statement.h"

namespace bartizan::use::python {

using std::size_t;
using std::string_view;

StatementReader::StatementReader(string_view text, base::Budget& budget)
    : budget_(budget), tokens_(tokens_of(text)), read_(tree_, tokens_) {
  tree_.text = text;
  tree_.nodes.reserve(tokens_.size() / 2 + 8);
  tree_.nodes.emplace_back();
  tree_.scopes.emplace_back();
  blocks_.push_back({-1, 0, false});
}

Tree StatementReader::run() {
  while (read_.token().kind != TokenKind::end && budget_.charge_steps()) {
    if (read_.token().kind == TokenKind::newline) {
      column_ = static_cast<int>(read_.token().length);
      ++read_.at;
      continue;
    }
    while (blocks_.size() > 1 && blocks_.back().column >= column_) blocks_.pop_back();
    line();
  }
  return std::move(tree_);
}

void StatementReader::line() {
  while (!read_.line_ends()) {
    const size_t before = read_.at;
    statement();
    bind_pending();
    if (read_.take(";")) continue;
    if (read_.at == before) ++read_.at;
    // What is left was not understood.
    if (!read_.line_ends() && !fresh_) skip_line();
    fresh_ = false;
  }
}

void StatementReader::statement() {
  if (read_.token().kind == TokenKind::name) {
    const string_view word = read_.text();
    if (word == "import") return import();
    if (word == "from") return from_import();
    if (word == "def") return define();
    if (word == "class") return klass();
    if (word == "async") {
      ++read_.at;
      return statement();
    }
    if (word == "if" || word == "elif" || word == "while") return test();
    if (word == "for") return loop();
    if (word == "with") return with();
    if (word == "try" || word == "else" || word == "finally" || word == "except") {
      ++read_.at;
      if (word == "except") {
        while (!read_.line_ends() && !read_.is(":")) ++read_.at;
      }
      return body(scope(), word != "finally");
    }
    if (word == "return") {
      ++read_.at;
      if (read_.line_ends()) return;
      const NodeId value = read_.expressions();
      here().returns.push_back(value);
      return expression(value);
    }
    if (word == "pass" || word == "break" || word == "continue" || word == "global" ||
        word == "nonlocal") {
      while (!read_.line_ends() && !read_.is(";")) ++read_.at;
      return;
    }
    if (word == "raise" || word == "assert" || word == "del") {
      ++read_.at;
      if (!read_.line_ends()) expression(read_.expressions());
      return;
    }
  }
  if (read_.is("@")) {
    ++read_.at;
    const NodeId decorator = read_.expression();
    decorators_.push_back(decorator);
    return;
  }
  assignment();
}

void StatementReader::body(ScopeId into, bool conditional) {
  if (!read_.take(":")) return;
  open(into, conditional);
  fresh_ = true;
}

void StatementReader::expression(NodeId value) {
  Statement statement;
  statement.kind = Statement::Kind::expression;
  statement.scope = scope();
  statement.offset = tree_[value].offset;
  statement.value = value;
  tree_.statements.push_back(statement);
}

Binding& StatementReader::bind(Binding::Kind kind, string_view name, std::uint32_t offset) {
  return bind_in(scope(), kind, name, offset);
}

Binding& StatementReader::bind_in(ScopeId into, Binding::Kind kind, string_view name,
                                  std::uint32_t offset) {
  const auto index = static_cast<std::uint32_t>(tree_.bindings.size());
  Binding& out = tree_.bindings.emplace_back();
  out.kind = kind;
  out.name = name;
  out.offset = offset;
  out.scope = scope();
  out.conditional = blocks_.back().conditional;
  tree_.scopes[into].own.push_back(index);
  tree_.scopes[into].names[name].push_back(index);
  return out;
}

void StatementReader::bind_pending() {
  for (const auto& pending : read_.bound) {
    const Node& target = tree_[pending.target];
    if (target.kind != NodeKind::name) continue;
    Binding& out = bind(pending.element ? Binding::Kind::element : Binding::Kind::value,
                        target.text, target.offset);
    out.value = pending.value;
    out.conditional = true;
  }
  read_.bound.clear();
}

string_view StatementReader::dotted() {
  const size_t from = read_.token().offset;
  size_t to = from;
  bool plain = true;
  while (!read_.line_ends()) {
    const bool dot = read_.is(".") || read_.is("...");
    if (!dot && (read_.token().kind != TokenKind::name || read_.is("import") || read_.is("as"))) {
      break;
    }
    const size_t start = read_.token().offset;
    if (start != to) plain = false;
    to = start + read_.token().length;
    ++read_.at;
  }
  const string_view whole = tree_.text.substr(from, to - from);
  if (plain) return whole;
  std::string tight(whole);
  std::erase_if(tight, [](char c) { return c == ' ' || c == '\t' || c == '\\' || c == '\n'; });
  return keep(std::move(tight));
}

string_view StatementReader::keep(std::string text) {
  tree_.owned.push_back(std::move(text));
  return tree_.owned.back();
}

Statement& StatementReader::import_statement(std::uint32_t offset) {
  Statement& out = tree_.statements.emplace_back();
  out.kind = Statement::Kind::import;
  out.scope = scope();
  out.offset = offset;
  out.first_binding = static_cast<std::uint32_t>(tree_.bindings.size());
  return out;
}

void StatementReader::import() {
  const std::uint32_t offset = read_.token().offset;
  ++read_.at;
  Statement out = import_statement(offset);
  do {
    const std::uint32_t at = read_.token().offset;
    const string_view module = dotted();
    if (module.empty()) break;
    string_view name = module.substr(0, module.find('.'));
    string_view target = name;
    if (read_.take("as") && read_.token().kind == TokenKind::name) {
      name = read_.text();
      target = module;
      ++read_.at;
    }
    Binding& binding = bind(Binding::Kind::import, name, at);
    binding.target = target;
    binding.module = static_cast<std::uint32_t>(target.size());
    // `import a.b` binds a and loads a.b; the rule for packages wants to see the latter.
    binding.value = kNone;
    if (target != module) {
      Binding& loaded = bind(Binding::Kind::import, module, at);
      loaded.target = module;
      loaded.module = static_cast<std::uint32_t>(module.size());
    }
  } while (read_.take(","));
  out.bindings = static_cast<std::uint32_t>(tree_.bindings.size()) - out.first_binding;
  tree_.statements.back() = out;
}

void StatementReader::from_import() {
  const std::uint32_t offset = read_.token().offset;
  ++read_.at;
  const string_view module = dotted();
  if (!read_.take("import")) return skip_line();
  Statement out = import_statement(offset);
  const bool brackets = read_.take("(");
  while (!read_.line_ends() && !read_.is(")")) {
    if (read_.token().kind != TokenKind::name && !read_.is("*")) break;
    const string_view imported = read_.text();
    const std::uint32_t at = read_.token().offset;
    ++read_.at;
    string_view name = imported;
    if (read_.take("as") && read_.token().kind == TokenKind::name) {
      name = read_.text();
      ++read_.at;
    }
    std::string target(module);
    if (!module.ends_with('.')) target += '.';
    target += imported;
    Binding& binding = bind(Binding::Kind::import, name, at);
    binding.target = keep(std::move(target));
    binding.module = static_cast<std::uint32_t>(module.size());
    if (!read_.take(",")) break;
  }
  if (brackets) read_.take(")");
  out.bindings = static_cast<std::uint32_t>(tree_.bindings.size()) - out.first_binding;
  tree_.statements.back() = out;
}

void StatementReader::test() {
  ++read_.at;
  expression(read_.expressions());
  bind_pending();
  body(scope(), true);
}

void StatementReader::loop() {
  ++read_.at;
  std::vector<std::pair<string_view, std::uint32_t>> names;
  while (!read_.line_ends() && !read_.is("in")) {
    if (read_.token().kind == TokenKind::name) {
      names.emplace_back(read_.text(), read_.token().offset);
    }
    ++read_.at;
  }
  if (!read_.take("in")) return skip_line();
  const NodeId over = read_.expressions();
  expression(over);
  if (names.size() == 1) {
    Binding& binding = bind(Binding::Kind::element, names[0].first, names[0].second);
    binding.value = over;
  }
  bind_pending();
  body(scope(), true);
}

void StatementReader::with() {
  ++read_.at;
  // `with (a as b, c as d):` and `with a as b, c as d:` alike.
  const bool brackets = read_.is("(");
  if (brackets) ++read_.at;
  while (!read_.line_ends() && !read_.is(":")) {
    const size_t before = read_.at;
    const NodeId value = read_.expression();
    expression(value);
    const size_t opened = tree_.statements.size() - 1;
    if (brackets && read_.is(")")) {
      ++read_.at;
      if (!read_.is("as") && !read_.is(":") && !read_.is(",")) break;
    }
    if (read_.take("as") && read_.token().kind == TokenKind::name) {
      tree_.statements[opened].first_binding = static_cast<std::uint32_t>(tree_.bindings.size());
      tree_.statements[opened].bindings = 1;
      Binding& binding = bind(Binding::Kind::value, read_.text(), read_.token().offset);
      binding.value = value;
      ++read_.at;
    }
    while (!read_.line_ends() && !read_.is(",") && !read_.is(":")) ++read_.at;
    read_.take(",");
    if (read_.at == before) ++read_.at;
  }
  bind_pending();
  body(scope(), blocks_.back().conditional);
}

Tree parse_python(string_view text, base::Budget& budget) {
  return StatementReader(text, budget).run();
}

}  // namespace bartizan::use::python

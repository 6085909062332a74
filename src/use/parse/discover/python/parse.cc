#include <algorithm>
#include <string>

#include "use/parse/discover/python/expression.h"
#include "use/parse/discover/python/token.h"
#include "use/parse/discover/python/tree.h"

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

// Blocks in blocks; CPython refuses more than 100 levels of indentation.
constexpr size_t kMostBlocks = 200;

struct Block {
  int column;  // of the line that opened it
  ScopeId scope;
  bool conditional;
};

class StatementReader {
 public:
  StatementReader(string_view text, base::Budget& budget)
      : budget_(budget), tokens_(tokens_of(text)), read_(tree_, tokens_) {
    tree_.text = text;
    tree_.nodes.reserve(tokens_.size() / 2 + 8);
    tree_.nodes.emplace_back();
    tree_.scopes.emplace_back();
    blocks_.push_back({-1, 0, false});
  }

  Tree run() {
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

 private:
  ScopeId scope() const { return blocks_.back().scope; }
  Scope& here() { return tree_.scopes[scope()]; }

  void open(ScopeId into, bool conditional) {
    if (blocks_.size() < kMostBlocks) blocks_.push_back({column_, into, conditional});
  }

  void skip_line() {
    while (!read_.line_ends()) ++read_.at;
  }

  // The statements of one logical line.
  void line() {
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

  void statement() {
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

  // After the colon of a compound statement: the rest of its line belongs to it.
  void body(ScopeId into, bool conditional) {
    if (!read_.take(":")) return;
    open(into, conditional);
    fresh_ = true;
  }

  void expression(NodeId value) {
    Statement statement;
    statement.kind = Statement::Kind::expression;
    statement.scope = scope();
    statement.offset = tree_[value].offset;
    statement.value = value;
    tree_.statements.push_back(statement);
  }

  Binding& bind(Binding::Kind kind, string_view name, std::uint32_t offset) {
    return bind_in(scope(), kind, name, offset);
  }
  Binding& bind_in(ScopeId into, Binding::Kind kind, string_view name, std::uint32_t offset) {
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

  // Comprehensions and `:=` of the expressions just read.
  void bind_pending() {
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

  string_view dotted() {
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

  string_view keep(std::string text) {
    tree_.owned.push_back(std::move(text));
    return tree_.owned.back();
  }

  Statement& import_statement(std::uint32_t offset) {
    Statement& out = tree_.statements.emplace_back();
    out.kind = Statement::Kind::import;
    out.scope = scope();
    out.offset = offset;
    out.first_binding = static_cast<std::uint32_t>(tree_.bindings.size());
    return out;
  }

  void import() {
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

  void from_import() {
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

  ScopeId add_scope(ScopeKind kind, string_view name, std::uint32_t offset) {
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

  void type_parameters() {
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

  void define() {
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

  void parameters(ScopeId id) {
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

  void klass() {
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

  void test() {
    ++read_.at;
    expression(read_.expressions());
    bind_pending();
    body(scope(), true);
  }

  void loop() {
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

  void with() {
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

  void assignment() {
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

  void assign(NodeId target, NodeId value, NodeId annotation, Statement& statement) {
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

  base::Budget& budget_;
  Tree tree_;
  std::vector<Token> tokens_;
  ExpressionReader read_;
  std::vector<Block> blocks_;
  std::vector<NodeId> decorators_;
  int column_ = 0;
  bool fresh_ = false;  // a body begins on this line
};

}  // namespace

Tree parse_python(string_view text, base::Budget& budget) {
  return StatementReader(text, budget).run();
}

}  // namespace bartizan::use::python

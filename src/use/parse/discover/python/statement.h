// Statement reader: tokens to statements, scopes and the names that these bind.
//
// What it is: the half of the parser that knows lines, blocks and keywords; expressions are
// expression.h. parse.cc reads lines and what branches, loops and imports; definitions.cc reads def
// and class; assignments.cc reads what is assigned. Never fails: what it does not understand of a
// line is left out. Each line is charged to the budget, which must outlive it, as the text must.
// One reads one text. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "use/parse/discover/python/expression.h"
#include "use/parse/discover/python/token.h"
#include "use/parse/discover/python/tree.h"

namespace bartizan::use::python {

class StatementReader {
 public:
  StatementReader(std::string_view text, base::Budget& budget);
  Tree run();

 private:
  struct Block {
    int column;  // of the line that opened it
    ScopeId scope;
    bool conditional;
  };
  // Blocks in blocks; CPython refuses more than 100 levels of indentation.
  static constexpr std::size_t kMostBlocks = 200;

  ScopeId scope() const { return blocks_.back().scope; }
  Scope& here() { return tree_.scopes[scope()]; }
  void open(ScopeId into, bool conditional) {
    if (blocks_.size() < kMostBlocks) blocks_.push_back({column_, into, conditional});
  }
  void skip_line() {
    while (!read_.line_ends()) ++read_.at;
  }
  // The statements of one logical line.
  void line();
  void statement();
  // After the colon of a compound statement: the rest of its line belongs to it.
  void body(ScopeId into, bool conditional);
  void expression(NodeId value);
  Binding& bind(Binding::Kind kind, std::string_view name, std::uint32_t offset);
  Binding& bind_in(ScopeId into, Binding::Kind kind, std::string_view name, std::uint32_t offset);
  // Comprehensions and `:=` of the expressions just read.
  void bind_pending();
  std::string_view dotted();
  std::string_view keep(std::string text);
  Statement& import_statement(std::uint32_t offset);
  void import();
  void from_import();
  ScopeId add_scope(ScopeKind kind, std::string_view name, std::uint32_t offset);
  void type_parameters();
  void define();
  void parameters(ScopeId id);
  void klass();
  void test();
  void loop();
  void with();
  void assignment();
  void assign(NodeId target, NodeId value, NodeId annotation, Statement& statement);

  base::Budget& budget_;
  Tree tree_;
  std::vector<Token> tokens_;
  ExpressionReader read_;
  std::vector<Block> blocks_;
  std::vector<NodeId> decorators_;
  int column_ = 0;
  bool fresh_ = false;  // a body begins on this line
};

}  // namespace bartizan::use::python

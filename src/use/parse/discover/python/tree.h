// Tree: a Python file as expressions, scopes and the names that they bind.
//
// What it is: what the rules of this folder look at. Statements keep no shape beyond the scope and
// the block they stand in; expressions do. What it is not: a checker of syntax; what it does not
// understand becomes `unknown` nodes, and reading goes on with the next line. Nodes are indices
// into one vector; texts point into the source or into `owned`. One thread. Depth is limited by
// kMostDepth, size by the text.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/budget.h"

namespace bartizan::use::python {

using NodeId = std::uint32_t;
using ScopeId = std::uint32_t;
inline constexpr NodeId kNone = 0;  // the first node is no node
// Nesting of expressions; CPython's parser gives up at 200 brackets.
inline constexpr int kMostDepth = 120;

enum class NodeKind : std::uint8_t {
  unknown,
  none,
  boolean,  // text: "True" or "False"
  number,
  string,     // text: its value
  joined,     // an f-string: children are strings and expressions
  name,       // text
  attribute,  // base; text: the attribute
  call,       // callee, arguments
  subscript,  // base, index
  list,
  tuple,
  set,
  dict,         // keys and values in turn; a `**` entry has an `unknown` key
  binary,       // two operands; op
  either,       // `a or b`
  both,         // `a and b`
  conditional,  // value if true, condition, value if false
  compare,      // operands
  lambda,
  comprehension,
  keyword,  // of a call: text is its name; value
  star,     // `*a`, `**a`
};

struct Node {
  NodeKind kind = NodeKind::unknown;
  char op = '\0';
  std::uint32_t offset = 0;
  NodeId first = kNone;  // child
  NodeId next = kNone;   // sibling
  std::string_view text;
};

enum class ScopeKind : std::uint8_t { module, klass, function };

struct Binding {
  enum class Kind : std::uint8_t { import, value, parameter, scope, element, annotation };
  Kind kind = Kind::value;
  bool conditional = false;  // inside an if, try or loop of its scope
  bool member = false;       // written as self.name in a method
  std::uint32_t offset = 0;
  std::string_view name;
  NodeId value = kNone;  // value, default, or what a loop runs over
  NodeId annotation = kNone;
  ScopeId scope = 0;         // where `value` is to be read; of a def or class: itself
  std::string_view target;   // import: dotted module or module.name
  std::uint32_t module = 0;  // import: length of the module's part of `target`
};

struct Scope {
  ScopeKind kind = ScopeKind::module;
  ScopeId parent = 0;
  std::string_view name;
  std::uint32_t offset = 0;
  std::vector<NodeId> bases;  // of a class; keywords too
  std::vector<NodeId> decorators;
  std::vector<NodeId> returns;
  std::vector<std::uint32_t> own;  // bindings in order
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> names;
  std::string_view documentation;
};

struct Statement {
  enum class Kind : std::uint8_t { import, assign, expression };
  Kind kind = Kind::expression;
  ScopeId scope = 0;
  std::uint32_t offset = 0;
  NodeId value = kNone;
  NodeId annotation = kNone;
  std::uint32_t first_binding = 0;  // of what it binds
  std::uint32_t bindings = 0;
  NodeId target = kNone;  // of an assignment to an attribute or subscript
};

struct Tree {
  std::string_view text;
  std::vector<Node> nodes;
  std::vector<Scope> scopes;  // the first is the module
  std::vector<Binding> bindings;
  std::vector<Statement> statements;
  std::deque<std::string> owned;
  bool too_deep = false;

  const Node& operator[](NodeId id) const { return nodes[id]; }
};

// The tree of a text; views in it point into `text`.
Tree parse_python(std::string_view text, base::Budget& budget);

}  // namespace bartizan::use::python

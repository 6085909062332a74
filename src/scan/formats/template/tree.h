// Tree: a parsed template as one array of small nodes.
//
// What it is: nodes in the order in which they were begun, children as linked lists of indices, all
// texts as ranges of one arena that begins with the template itself. What it is not: evaluated; see
// fold.h. Storage is charged to the budget. One thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/vec.h"

namespace bartizan::scan::templates {

enum class NodeKind : std::uint8_t {
  // Statements; the children of each in order.
  body,          // statements
  data,          // text: what is written out
  output,        // expression
  set,           // target, value
  set_block,     // target, body
  for_loop,      // target, sequence, condition or absent, body, body of else or absent
  if_else,       // condition, body, condition, body ..., [body of else]
  macro,         // text: name; parameters (keyword), body
  call_block,    // call, parameters (keyword), body
  filter_block,  // filter over an absent subject, body
  with,          // bindings (keyword), body
  block,         // text: name; body
  scope,         // autoescape, generation: arguments, body
  import,        // text: include, import, from or extends; what it names
  do_call,       // expression
  loop_control,  // break, continue, debug
  // Expressions.
  absent,
  name,         // text
  string,       // text: decoded
  integer,      // number
  constant,     // text: true, false, none, or a float's digits
  list,         // elements
  tuple,        // elements
  dict,         // key, value, key, value ...
  keyword,      // text: name; value or absent
  star,         // *args or **kwargs: expression
  attribute,    // text: name; object
  item,         // object, key
  slice,        // start, stop, step, each maybe absent
  call,         // callee, arguments
  filter,       // text: name; subject, arguments
  test,         // text: name; subject, arguments
  unary,        // text: operator; operand
  chain,        // operands, each but the first with the operator before it in `op`
  conditional,  // value, condition, alternative or absent
};

// Operators that join an operand to the one before it.
enum class Op : std::uint8_t {
  none,
  add,
  subtract,
  concat,
  multiply,
  divide,
  floor_divide,
  modulo,
  power,
  logic_and,
  logic_or,
  compare,
  equal,
  not_equal,
  in,
  not_in,
};

inline constexpr std::uint32_t kNoNode = UINT32_MAX;

struct Node {
  NodeKind kind = NodeKind::absent;
  Op op = Op::none;
  bool negated = false;  // a test after "is not"
  std::uint32_t first = kNoNode;
  std::uint32_t last = kNoNode;
  std::uint32_t next = kNoNode;
  std::uint32_t begin = 0;  // in the template
  std::uint32_t end = 0;
  std::uint32_t text_begin = 0;  // in the arena
  std::uint32_t text_length = 0;
  std::int64_t number = 0;
};

class Tree {
 public:
  explicit Tree(base::Budget& budget) : nodes_(budget), arena_(budget) {}

  const Node& operator[](std::uint32_t i) const { return nodes_[i]; }
  Node& operator[](std::uint32_t i) { return nodes_[i]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  std::uint32_t root() const { return 0; }
  std::string_view text(const Node& node) const { return text(node.text_begin, node.text_length); }
  std::string_view text(std::uint32_t begin, std::uint32_t length) const {
    return std::string_view(arena_.begin(), arena_.size()).substr(begin, length);
  }
  std::uint32_t child(std::uint32_t node, unsigned index) const {
    std::uint32_t at = nodes_[node].first;
    while (index-- > 0 && at != kNoNode) at = nodes_[at].next;
    return at;
  }

  // The nodes and the arena, for the passes that fill them.
  base::Vec<Node>& nodes() { return nodes_; }
  base::Vec<char>& arena() { return arena_; }

 private:
  base::Vec<Node> nodes_;
  base::Vec<char> arena_;
};

}  // namespace bartizan::scan::templates

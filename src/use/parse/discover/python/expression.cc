#include "use/parse/discover/python/expression.h"

#include <array>

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

struct Operator {
  string_view text;
  int strength;
};
constexpr std::array<Operator, 14> kOperators{{{"|", 1},
                                               {"^", 2},
                                               {"&", 3},
                                               {"<<", 4},
                                               {">>", 4},
                                               {"+", 5},
                                               {"-", 5},
                                               {"*", 6},
                                               {"/", 6},
                                               {"//", 6},
                                               {"%", 6},
                                               {"@", 6},
                                               {"**", 7},
                                               {"", 0}}};

bool is_keyword(string_view text) {
  static constexpr std::array<string_view, 12> kWords{
      "if", "else", "for", "in", "is", "and", "or", "not", "as", "async", "import", "from"};
  for (const string_view word : kWords) {
    if (text == word) return true;
  }
  return false;
}

}  // namespace

NodeId ExpressionReader::add(NodeKind kind, std::uint32_t offset, string_view text, NodeId child) {
  Node node;
  node.kind = kind;
  node.offset = offset;
  node.text = text;
  node.first = child;
  tree_.nodes.push_back(node);
  return static_cast<NodeId>(tree_.nodes.size() - 1);
}

string_view ExpressionReader::keep(std::string text) {
  tree_.owned.push_back(std::move(text));
  return tree_.owned.back();
}

// Past what is nested too deep, up to the bracket that ends it.
void ExpressionReader::skip_to(string_view close) {
  int depth = 0;
  while (!line_ends()) {
    const string_view here = text();
    if (token().kind == TokenKind::op) {
      if (here == "(" || here == "[" || here == "{") ++depth;
      if (here == ")" || here == "]" || here == "}") {
        if (depth == 0) {
          if (here == close) ++at;
          return;
        }
        --depth;
      }
    }
    ++at;
  }
}

NodeId ExpressionReader::expressions() {
  const NodeId first = expression();
  if (!is(",")) return first;
  const NodeId tuple = add(NodeKind::tuple, tree_[first].offset, {}, first);
  Children children(tree_, tuple);
  while (take(",")) {
    if (line_ends() || is("=") || is(")") || is("]") || is("}") || is(":") || is("in")) break;
    children.add(expression());
  }
  return tuple;
}

NodeId ExpressionReader::expression() {
  if (depth_ >= kMostDepth) {
    tree_.too_deep = true;
    const std::uint32_t offset = token().offset;
    skip_to("");
    return add(NodeKind::unknown, offset);
  }
  ++depth_;
  const size_t before = at;
  NodeId out;
  if (is("*") || is("**")) {
    const std::uint32_t offset = token().offset;
    ++at;
    out = add(NodeKind::star, offset, {}, either());
  } else if (is("lambda")) {
    out = lambda();
  } else if (is("yield")) {
    ++at;
    take("from");
    out = line_ends() || is(")") ? add(NodeKind::unknown, token().offset) : expressions();
  } else {
    out = conditional();
    if (is(":=")) {
      ++at;
      const NodeId value = expression();
      bound.push_back({out, value, false});
      out = value;
    }
  }
  // Nothing was understood: go on behind it, so that every loop ends.
  if (at == before && !line_ends() && !is(")") && !is("]") && !is("}")) ++at;
  --depth_;
  return out;
}

NodeId ExpressionReader::conditional() {
  const NodeId body = either();
  if (!is("if")) return body;
  ++at;
  const NodeId test = either();
  if (!take("else")) return body;  // the filter of a comprehension is read by its caller
  const NodeId other = expression();
  const NodeId out = add(NodeKind::conditional, tree_[body].offset, {}, body);
  tree_.nodes[body].next = test;
  tree_.nodes[test].next = other;
  return out;
}

NodeId ExpressionReader::either() {
  NodeId left = both();
  while (is("or")) {
    ++at;
    const NodeId right = both();
    tree_.nodes[left].next = right;
    left = add(NodeKind::either, tree_[left].offset, {}, left);
  }
  return left;
}

NodeId ExpressionReader::both() {
  NodeId left = comparison();
  while (is("and")) {
    ++at;
    const NodeId right = comparison();
    tree_.nodes[left].next = right;
    left = add(NodeKind::both, tree_[left].offset, {}, left);
  }
  return left;
}

NodeId ExpressionReader::comparison() {
  bool negated = false;
  const std::uint32_t offset = token().offset;
  while (take("not")) negated = true;
  const NodeId left = binary(1);
  const NodeId compare = negated ? add(NodeKind::compare, offset, {}, left) : kNone;
  NodeId out = negated ? compare : left;
  NodeId last = left;
  while (true) {
    const bool compares = is("==") || is("!=") || is("<") || is(">") || is("<=") || is(">=") ||
                          is("in") || is("is") || (is("not") && text(ahead(1)) == "in");
    if (!compares) return out;
    ++at;
    take("in");
    take("not");
    if (tree_[out].kind != NodeKind::compare || out == left) {
      out = add(NodeKind::compare, offset, {}, left);
    }
    const NodeId right = binary(1);
    tree_.nodes[last].next = right;
    last = right;
  }
}

// Left to right at every strength: what `a ** b ** c` would be is nobody's concern here.
NodeId ExpressionReader::binary(int least) {
  NodeId left = unary();
  while (token().kind == TokenKind::op) {
    const string_view here = text();
    int strength = 0;
    for (const Operator& candidate : kOperators) {
      if (candidate.text == here) strength = candidate.strength;
    }
    if (strength < least || strength == 0) break;
    ++at;
    const NodeId right = binary(strength + 1);
    tree_.nodes[left].next = right;
    left = add(NodeKind::binary, tree_[left].offset, {}, left);
    tree_.nodes[left].op = here.size() == 1 ? here.front() : '\0';
  }
  return left;
}

NodeId ExpressionReader::unary() {
  bool sign = false;
  while (is("-") || is("+") || is("~") || is("await")) {
    if (is("await") && (text(ahead(1)) == "=" || text(ahead(1)) == ")")) break;
    if (!is("await")) sign = true;
    ++at;
  }
  const NodeId out = postfix(atom());
  return sign && tree_[out].kind != NodeKind::number
             ? add(NodeKind::unknown, tree_[out].offset, {}, out)
             : out;
}

NodeId ExpressionReader::postfix(NodeId base) {
  while (token().kind == TokenKind::op) {
    if (is(".")) {
      ++at;
      if (token().kind != TokenKind::name) return base;
      base = add(NodeKind::attribute, token().offset, text(), base);
      ++at;
    } else if (is("(")) {
      const NodeId call = add(NodeKind::call, tree_[base].offset, {}, base);
      ++at;
      arguments(call);
      base = call;
    } else if (is("[")) {
      ++at;
      const NodeId out = add(NodeKind::subscript, tree_[base].offset, {}, base);
      const NodeId index = is("]") ? add(NodeKind::unknown, token().offset) : expressions();
      tree_.nodes[base].next = index;
      skip_to("]");
      base = out;
    } else {
      return base;
    }
  }
  return base;
}

void ExpressionReader::arguments(NodeId call) {
  Children children(tree_, call);
  while (!line_ends() && !is(")")) {
    const size_t before = at;
    if (token().kind == TokenKind::name && ahead(1).kind == TokenKind::op &&
        text(ahead(1)) == "=") {
      const std::uint32_t offset = token().offset;
      const string_view key = text();
      at += 2;
      const NodeId value = expression();
      children.add(add(NodeKind::keyword, offset, key, value));
    } else {
      NodeId value = expression();
      if (is("for") || is("async")) value = comprehension(value, ")");
      children.add(value);
    }
    if (!take(",") && !is(")")) {
      if (is("]") || is("}")) break;  // the wrong bracket
      if (at == before) ++at;
    }
  }
  take(")");
}

NodeId ExpressionReader::comprehension(NodeId element, string_view close) {
  const NodeId out = add(NodeKind::comprehension, tree_[element].offset, {}, element);
  Children children(tree_, out);
  while (!line_ends() && !is(close)) {
    if (is("for")) {
      ++at;
      const NodeId target = [&] {
        const NodeId first = postfix(atom());
        if (!is(",")) return first;
        while (!line_ends() && !is("in") && !is(close)) ++at;
        return add(NodeKind::unknown, tree_[first].offset);
      }();
      if (take("in")) {
        const NodeId over = either();
        children.add(over);
        bound.push_back({target, over, true});
      }
    } else if (is("if")) {
      ++at;
      children.add(either());
    } else {
      ++at;
    }
  }
  return out;
}

NodeId ExpressionReader::bracket(string_view close, NodeKind kind) {
  const std::uint32_t offset = token().offset;
  ++at;
  const NodeId out = add(kind, offset);
  Children children(tree_, out);
  bool comma = false;
  size_t count = 0;
  NodeId only = kNone;
  while (!line_ends() && !is(close)) {
    const size_t before = at;
    NodeId item = expression();
    if (is("for") || is("async")) item = comprehension(item, close);
    only = item;
    ++count;
    children.add(item);
    if (take(",")) {
      comma = true;
    } else if (!is(close)) {
      if (is(")") || is("]") || is("}")) break;
      if (at == before) ++at;
    }
  }
  take(close);
  // Parentheses around one expression are not there.
  if (kind == NodeKind::tuple && count == 1 && !comma) return only;
  return out;
}

NodeId ExpressionReader::dictionary_or_set() {
  const std::uint32_t offset = token().offset;
  ++at;
  const NodeId out = add(NodeKind::dict, offset);
  Children children(tree_, out);
  while (!line_ends() && !is("}")) {
    const size_t before = at;
    NodeId key = expression();
    if (tree_[key].kind == NodeKind::star) {
      children.add(add(NodeKind::unknown, offset));
      children.add(key);
    } else if (take(":")) {
      NodeId value = expression();
      if (is("for") || is("async")) value = comprehension(value, "}");
      children.add(key);
      children.add(value);
    } else {
      tree_.nodes[out].kind = NodeKind::set;
      if (is("for") || is("async")) key = comprehension(key, "}");
      children.add(key);
    }
    if (!take(",") && !is("}")) {
      if (is(")") || is("]")) break;
      if (at == before) ++at;
    }
  }
  take("}");
  return out;
}

NodeId ExpressionReader::lambda() {
  const std::uint32_t offset = token().offset;
  ++at;
  const NodeId out = add(NodeKind::lambda, offset);
  int depth = 0;
  while (!line_ends()) {
    if (is("(") || is("[") || is("{")) ++depth;
    if (is(")") || is("]") || is("}")) --depth;
    if (depth < 0) return out;
    if (depth == 0 && is(":")) break;
    ++at;
  }
  if (take(":")) {
    const NodeId body = expression();
    tree_.nodes[out].first = body;
  }
  return out;
}

NodeId ExpressionReader::atom() {
  const Token here = token();
  switch (here.kind) {
    case TokenKind::string:
    case TokenKind::joined:
      return strings();
    case TokenKind::number:
      ++at;
      return add(NodeKind::number, here.offset, text(here));
    case TokenKind::name: {
      const string_view word = text(here);
      if (is_keyword(word)) return add(NodeKind::unknown, here.offset);
      ++at;
      if (word == "None") return add(NodeKind::none, here.offset);
      if (word == "True" || word == "False") return add(NodeKind::boolean, here.offset, word);
      return add(NodeKind::name, here.offset, word);
    }
    case TokenKind::op:
      if (is("(")) return bracket(")", NodeKind::tuple);
      if (is("[")) return bracket("]", NodeKind::list);
      if (is("{")) return dictionary_or_set();
      if (is("...")) ++at;
      break;
    default:
      break;
  }
  return add(NodeKind::unknown, here.offset);
}

}  // namespace bartizan::use::python

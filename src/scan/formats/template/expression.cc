#include "scan/formats/template/expression.h"

#include "scan/formats/template/literal.h"

namespace bartizan::scan::templates {

// Assignment targets: names, attributes of namespaces, tuples of names.
std::uint32_t ExpressionParser::target() {
  const Level level(*this);
  if (failure_) return kNoNode;
  std::uint32_t one = kNoNode;
  if (skip_op("(")) {
    one = target();
    expect_op(")");
  } else {
    one = add(NodeKind::name);
    name_node(one);
    if (skip_op(".")) {
      const std::uint32_t attribute = add_from(NodeKind::attribute, one);
      name_node(attribute);
      one = attribute;
    }
  }
  if (!is_op(",")) return one;
  const std::uint32_t tuple = add_from(NodeKind::tuple, one);
  while (skip_op(",")) {
    if (is_name("in") || is_op("=") || is_op(")")) break;
    if (skip_op("(")) {
      append(tuple, target());
      expect_op(")");
      continue;
    }
    const std::uint32_t name = add(NodeKind::name);
    name_node(name);
    append(tuple, name);
  }
  return tuple;
}

// A bare tuple, `a, b`, or one expression; without `conditional`, `if` belongs to the tag.
std::uint32_t ExpressionParser::tuple_or_expression(bool conditional) {
  const std::uint32_t first = conditional ? expression() : logic_or();
  if (!is_op(",")) return first;
  const std::uint32_t tuple = add_from(NodeKind::tuple, first);
  while (skip_op(",")) {
    if (is(TokenKind::variable_end) || is(TokenKind::block_end) || is_op(")")) break;
    append(tuple, conditional ? expression() : logic_or());
  }
  return close(tuple);
}

std::uint32_t ExpressionParser::expression() {
  const Level level(*this);
  if (failure_) return kNoNode;
  const std::uint32_t value = logic_or();
  if (!is_name("if")) return value;
  const std::uint32_t node = add_from(NodeKind::conditional, value);
  advance();
  append(node, logic_or());
  append(node, skip_name("else") ? expression() : add(NodeKind::absent));
  return close(node);
}

// One level of binary operators: `take` returns the operator at hand, consumed, or none.
template <typename Operand, typename Take>
std::uint32_t ExpressionParser::chain(Operand operand, Take take) {
  const std::uint32_t first = operand();
  Op op = take();
  if (op == Op::none) return first;
  const std::uint32_t node = add_from(NodeKind::chain, first);
  while (op != Op::none && !failure_) {
    const std::uint32_t next = operand();
    if (next != kNoNode) tree_[next].op = op;
    append(node, next);
    op = take();
  }
  return close(node);
}

std::uint32_t ExpressionParser::logic_or() {
  return chain([this] { return logic_and(); },
               [this] { return skip_name("or") ? Op::logic_or : Op::none; });
}
std::uint32_t ExpressionParser::logic_and() {
  return chain([this] { return logic_not(); },
               [this] { return skip_name("and") ? Op::logic_and : Op::none; });
}
std::uint32_t ExpressionParser::logic_not() {
  if (!is_name("not")) return comparison();
  const Level level(*this);
  if (failure_) return kNoNode;
  const std::uint32_t node = add(NodeKind::unary);
  name_node(node);
  append(node, logic_not());
  return node;
}
std::uint32_t ExpressionParser::comparison() {
  return chain([this] { return sum(); },
               [this] {
                 if (skip_op("==")) return Op::equal;
                 if (skip_op("!=")) return Op::not_equal;
                 if (skip_op("<") || skip_op("<=") || skip_op(">") || skip_op(">=")) {
                   return Op::compare;
                 }
                 if (skip_name("in")) return Op::in;
                 if (is_name("not") && token(1).kind == TokenKind::name && word(1) == "in") {
                   advance();
                   advance();
                   return Op::not_in;
                 }
                 return Op::none;
               });
}
std::uint32_t ExpressionParser::sum() {
  return chain([this] { return concatenation(); },
               [this] { return skip_op("+")   ? Op::add
                               : skip_op("-") ? Op::subtract
                                              : Op::none; });
}
std::uint32_t ExpressionParser::concatenation() {
  return chain([this] { return product(); },
               [this] { return skip_op("~") ? Op::concat : Op::none; });
}
std::uint32_t ExpressionParser::product() {
  return chain([this] { return power(); },
               [this] {
                 return skip_op("*")    ? Op::multiply
                        : skip_op("//") ? Op::floor_divide
                        : skip_op("/")  ? Op::divide
                        : skip_op("%")  ? Op::modulo
                                        : Op::none;
               });
}
std::uint32_t ExpressionParser::power() {
  return chain([this] { return unary(true); },
               [this] { return skip_op("**") ? Op::power : Op::none; });
}

std::uint32_t ExpressionParser::unary(bool with_filters) {
  const Level level(*this);
  if (failure_) return kNoNode;
  std::uint32_t node = kNoNode;
  if (is_op("-") || is_op("+")) {
    node = add(NodeKind::unary);
    tree_[node].text_begin = token().begin;
    tree_[node].text_length = 1;
    advance();
    append(node, unary(false));
  } else {
    node = primary();
  }
  return postfix(node, with_filters);
}

// Attributes, items and calls; with `with_filters` also filters and tests.
std::uint32_t ExpressionParser::postfix(std::uint32_t node, bool with_filters) {
  std::uint32_t links = 0;
  while (!failure_ && node != kNoNode) {
    if (++links > max_depth_) return fail("a chain longer than the limits allow");
    if (skip_op(".")) {
      node = add_from(NodeKind::attribute, node);
      if (is(TokenKind::integer)) {
        tree_[node].text_begin = token().begin;
        tree_[node].text_length = token().length;
        advance();
      } else {
        name_node(node);
      }
    } else if (is_op("[")) {
      node = subscript(node);
    } else if (is_op("(")) {
      node = add_from(NodeKind::call, node);
      arguments(node);
    } else if (with_filters && skip_op("|")) {
      node = filter_call(node);
    } else if (with_filters && is_name("is")) {
      node = test(node);
    } else {
      break;
    }
    close(node);
  }
  return node;
}

std::uint32_t ExpressionParser::subscript(std::uint32_t object) {
  const std::uint32_t node = add_from(NodeKind::item, object);
  advance();
  // jinja2 reads `a[]` as a subscript by an empty tuple.
  std::uint32_t key = is_op("]") ? add(NodeKind::tuple) : subscript_key();
  if (is_op(",")) {
    key = add_from(NodeKind::tuple, key);
    while (skip_op(",")) append(key, subscript_key());
  }
  append(node, key);
  expect_op("]");
  return node;
}
std::uint32_t ExpressionParser::subscript_key() {
  const std::uint32_t start = is_op(":") ? add(NodeKind::absent) : expression();
  if (!is_op(":")) return start;
  const std::uint32_t node = add_from(NodeKind::slice, start);
  for (int part = 1; part < 3; ++part) {
    const bool given = skip_op(":") && !is_op(":") && !is_op("]") && !is_op(",");
    append(node, given ? expression() : add(NodeKind::absent));
  }
  return close(node);
}

void ExpressionParser::arguments(std::uint32_t node) {
  expect_op("(");
  while (!failure_ && !is_op(")")) {
    if (is_op("*") || is_op("**")) {
      const std::uint32_t star = add(NodeKind::star);
      advance();
      append(star, expression());
      append(node, star);
    } else if (is(TokenKind::name) && token(1).kind == TokenKind::op && word(1) == "=") {
      const std::uint32_t keyword = add(NodeKind::keyword);
      name_node(keyword);
      advance();
      append(keyword, expression());
      append(node, keyword);
    } else {
      append(node, expression());
    }
    if (!skip_op(",")) break;
  }
  expect_op(")");
}

// Names of filters and tests may have dots.
void ExpressionParser::dotted_name(std::uint32_t node) {
  name_node(node);
  while (is_op(".") && token(1).kind == TokenKind::name) {
    advance();
    tree_[node].text_length = token().begin + token().length - tree_[node].text_begin;
    advance();
  }
}

std::uint32_t ExpressionParser::filter_call(std::uint32_t subject) {
  const std::uint32_t node = add_from(NodeKind::filter, subject);
  dotted_name(node);
  if (is_op("(")) arguments(node);
  return close(node);
}

std::uint32_t ExpressionParser::test(std::uint32_t subject) {
  const std::uint32_t node = add_from(NodeKind::test, subject);
  advance();
  tree_[node].negated = skip_name("not");
  dotted_name(node);
  const bool word_argument =
      is(TokenKind::name) && !among(word(), {"else", "or", "and", "if", "is", "in", "recursive"});
  if (is_op("(")) {
    arguments(node);
  } else if (word_argument || is(TokenKind::string) || is(TokenKind::integer) ||
             is(TokenKind::real) || is_op("[") || is_op("{")) {
    append(node, postfix(primary(), false));
  }
  return close(node);
}

std::uint32_t ExpressionParser::primary() {
  const Level level(*this);
  if (failure_) return kNoNode;
  switch (token().kind) {
    case TokenKind::name: {
      const bool constant = among(word(), {"true", "false", "none", "True", "False", "None"});
      const std::uint32_t node = add(constant ? NodeKind::constant : NodeKind::name);
      name_node(node);
      return node;
    }
    case TokenKind::string:
      return string();
    case TokenKind::integer: {
      const std::uint32_t node = add(NodeKind::integer);
      tree_[node].number = integer_value(word());
      advance();
      return node;
    }
    case TokenKind::real: {
      const std::uint32_t node = add(NodeKind::constant);
      tree_[node].text_begin = token().begin;
      tree_[node].text_length = token().length;
      advance();
      return node;
    }
    default:
      break;
  }
  if (is_op("(")) return parenthesised();
  if (is_op("[")) return sequence();
  if (is_op("{")) return dict();
  return fail("something else than an expression");
}

// Neighbouring literals are one string, as in Python.
std::uint32_t ExpressionParser::string() {
  const std::uint32_t node = add(NodeKind::string);
  const auto begin = static_cast<std::uint32_t>(tree_.arena().size());
  while (is(TokenKind::string)) {
    if (!decode_string(word(), tree_.arena())) return fail("larger than the limits allow");
    advance();
  }
  tree_[node].text_begin = begin;
  tree_[node].text_length = static_cast<std::uint32_t>(tree_.arena().size()) - begin;
  return close(node);
}

std::uint32_t ExpressionParser::parenthesised() {
  const std::uint32_t begin = token().begin;
  advance();
  if (skip_op(")")) return close(add(NodeKind::tuple));
  const std::uint32_t node = tuple_or_expression(true);
  expect_op(")");
  if (node != kNoNode) {
    tree_[node].begin = begin;
    close(node);
  }
  return node;
}

std::uint32_t ExpressionParser::sequence() {
  const std::uint32_t node = add(NodeKind::list);
  advance();
  while (!failure_ && !is_op("]")) {
    append(node, expression());
    if (!skip_op(",")) break;
  }
  expect_op("]");
  return close(node);
}

std::uint32_t ExpressionParser::dict() {
  const std::uint32_t node = add(NodeKind::dict);
  advance();
  while (!failure_ && !is_op("}")) {
    append(node, expression());
    expect_op(":");
    append(node, expression());
    if (!skip_op(",")) break;
  }
  expect_op("}");
  return close(node);
}

}  // namespace bartizan::scan::templates

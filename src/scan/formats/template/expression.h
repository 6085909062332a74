// ExpressionParser: the tokens of a template and the expressions inside its tags.
//
// What it is: the lower half of the parser, after parse_expression() and its helpers in
// jinja2/parser.py; statements (parser.cc) build on it. Depth is counted; a failure is sticky and
// every further call returns kNoNode. Refers to text, tokens and tree, which outlive it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "scan/formats/template/lexer.h"
#include "scan/formats/template/tree.h"

namespace bartizan::scan::templates {

class ExpressionParser {
 protected:
  ExpressionParser(std::string_view text, std::span<const Token> tokens, std::uint32_t max_depth,
                   Tree& tree)
      : text_(text), tokens_(tokens), max_depth_(max_depth), tree_(tree) {}

  // One level of nesting, for as long as it lives.
  class Level {
   public:
    explicit Level(ExpressionParser& parser) : parser_(parser) {
      if (++parser_.depth_ > parser_.max_depth_)
        parser_.fail("nested deeper than the limits allow");
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    ExpressionParser& parser_;
  };

  // --- tokens ---
  const Token& token(std::size_t ahead = 0) const {
    return tokens_[at_ + ahead < tokens_.size() ? at_ + ahead : tokens_.size() - 1];
  }
  std::string_view word(std::size_t ahead = 0) const {
    return text_.substr(token(ahead).begin, token(ahead).length);
  }
  bool is(TokenKind kind) const { return !failure_ && token().kind == kind; }
  bool is_op(std::string_view op) const { return is(TokenKind::op) && word() == op; }
  bool is_name(std::string_view name) const { return is(TokenKind::name) && word() == name; }
  bool skip_op(std::string_view op) { return is_op(op) && advance(); }
  bool skip_name(std::string_view name) { return is_name(name) && advance(); }
  bool advance() {
    if (at_ + 1 < tokens_.size()) ++at_;
    return true;
  }
  void expect_op(std::string_view op) {
    if (!skip_op(op)) fail("something else than the expected punctuation");
  }
  void expect_name(std::string_view name) {
    if (!skip_name(name)) fail("a tag that lacks one of its words");
  }
  void expect(TokenKind kind) {
    if (is(kind)) {
      advance();
    } else {
      fail("something after the end of an expression");
    }
  }
  std::uint32_t fail(const char* what) {
    if (!failure_) failure_ = {what, token().begin};
    return kNoNode;
  }

  // --- nodes ---
  std::uint32_t add(NodeKind kind) {
    Node node;
    node.kind = kind;
    node.begin = token().begin;
    node.end = node.begin + token().length;
    if (!tree_.nodes().try_push(node)) {
      fail("larger than the limits allow");
      return 0;
    }
    return tree_.size() - 1;
  }
  std::uint32_t add_from(NodeKind kind, std::uint32_t begin_node) {
    const std::uint32_t node = add(kind);
    tree_[node].begin = begin_node == kNoNode ? tree_[node].begin : tree_[begin_node].begin;
    append(node, begin_node);
    return node;
  }
  void append(std::uint32_t parent, std::uint32_t child) {
    // The root stands for nodes that could not be had; it is nobody's child.
    if (child == kNoNode || child == 0 || tree_[child].next != kNoNode) return;
    Node& node = tree_[parent];
    if (node.first == kNoNode) {
      node.first = child;
    } else {
      if (node.last == child) return;
      tree_[node.last].next = child;
    }
    node.last = child;
    if (tree_[child].end > node.end) node.end = tree_[child].end;
  }
  // The current token becomes the text of `node` and is consumed.
  void name_node(std::uint32_t node) {
    if (!is(TokenKind::name)) {
      fail("something else than a name");
      return;
    }
    tree_[node].text_begin = token().begin;
    tree_[node].text_length = token().length;
    tree_[node].end = token().begin + token().length;
    advance();
  }
  // Ends `node` behind the last token read.
  std::uint32_t close(std::uint32_t node) {
    if (at_ > 0) tree_[node].end = tokens_[at_ - 1].begin + tokens_[at_ - 1].length;
    return node;
  }

  // --- expressions (expression.cc) ---
  static bool among(std::string_view word, std::initializer_list<std::string_view> words) {
    for (const std::string_view one : words) {
      if (one == word) return true;
    }
    return false;
  }
  std::uint32_t target();
  std::uint32_t tuple_or_expression(bool conditional);
  std::uint32_t expression();
  template <typename Operand, typename Take>
  std::uint32_t chain(Operand operand, Take take);
  std::uint32_t logic_or();
  std::uint32_t logic_and();
  std::uint32_t logic_not();
  std::uint32_t comparison();
  std::uint32_t sum();
  std::uint32_t concatenation();
  std::uint32_t product();
  std::uint32_t power();
  std::uint32_t unary(bool with_filters);
  std::uint32_t postfix(std::uint32_t node, bool with_filters);
  std::uint32_t subscript(std::uint32_t object);
  std::uint32_t subscript_key();
  void arguments(std::uint32_t node);
  void dotted_name(std::uint32_t node);
  std::uint32_t filter_call(std::uint32_t subject);
  std::uint32_t test(std::uint32_t subject);
  std::uint32_t primary();
  std::uint32_t string();
  std::uint32_t parenthesised();
  std::uint32_t sequence();
  std::uint32_t dict();

  std::string_view text_;
  std::span<const Token> tokens_;
  std::uint32_t max_depth_;
  Tree& tree_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
  Failure failure_;
};

}  // namespace bartizan::scan::templates

// Expression reader: tokens to nodes. What it is: the half of the parser that knows operators,
// calls and literals; statements are statement.h. Depth-counted; never fails. One thread.
#pragma once

#include <string_view>
#include <vector>

#include "use/parse/discover/python/token.h"
#include "use/parse/discover/python/tree.h"

namespace bartizan::use::python {

// Fields of f-strings inside fields of f-strings.
inline constexpr int kMostJoined = 4;

// Appends to a node's list of children.
class Children {
 public:
  Children(Tree& tree, NodeId parent) : tree_(tree), parent_(parent) {
    last_ = tree_.nodes[parent].first;
    while (last_ != kNone && tree_.nodes[last_].next != kNone) last_ = tree_.nodes[last_].next;
  }
  void add(NodeId child) {
    if (last_ == kNone) {
      tree_.nodes[parent_].first = child;
    } else {
      tree_.nodes[last_].next = child;
    }
    last_ = child;
  }

 private:
  Tree& tree_;
  NodeId parent_;
  NodeId last_ = kNone;
};

class ExpressionReader {
 public:
  ExpressionReader(Tree& tree, std::vector<Token>& tokens) : tree_(tree), tokens_(&tokens) {}

  std::size_t at = 0;

  const Token& token() const { return (*tokens_)[at]; }
  const Token& ahead(std::size_t n) const {
    return (*tokens_)[at + n < tokens_->size() ? at + n : tokens_->size() - 1];
  }
  std::string_view text(const Token& token) const {
    return token.kind == TokenKind::newline || token.kind == TokenKind::end
               ? std::string_view()
               : tree_.text.substr(token.offset, token.length);
  }
  std::string_view text() const { return text(token()); }
  bool is(std::string_view wanted) const {
    return (token().kind == TokenKind::op || token().kind == TokenKind::name) && text() == wanted;
  }
  bool take(std::string_view wanted) {
    if (!is(wanted)) return false;
    ++at;
    return true;
  }
  bool line_ends() const {
    return token().kind == TokenKind::newline || token().kind == TokenKind::end;
  }

  // One expression, or several with commas between as a tuple.
  NodeId expressions();
  NodeId expression();
  NodeId add(NodeKind kind, std::uint32_t offset, std::string_view text = {}, NodeId child = kNone);
  // Arguments up to the closing parenthesis, after the opening one.
  void arguments(NodeId call);
  // Names that a comprehension or `:=` binds; the parser gives them to its scope.
  struct Bound {
    NodeId target;
    NodeId value;
    bool element;
  };
  std::vector<Bound> bound;

 private:
  NodeId conditional();
  NodeId either();
  NodeId both();
  NodeId comparison();
  NodeId binary(int least);
  NodeId unary();
  NodeId postfix(NodeId base);
  NodeId atom();
  NodeId bracket(std::string_view close, NodeKind kind);
  NodeId dictionary_or_set();
  NodeId lambda();
  NodeId strings();
  void joined(Children& children, const Token& token);
  NodeId field(std::size_t from, std::size_t to);
  NodeId comprehension(NodeId element, std::string_view close);
  void skip_to(std::string_view close);
  std::string_view keep(std::string text);

  Tree& tree_;
  std::vector<Token>* tokens_;
  int depth_ = 0;
  int joined_depth_ = 0;
};

}  // namespace bartizan::use::python

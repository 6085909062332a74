// String literals: concatenation, and the fields of f-strings.
#include "use/parse/discover/python/expression.h"

namespace bartizan::use::python {

using std::size_t;
using std::string_view;

NodeId ExpressionReader::strings() {
  const std::uint32_t offset = token().offset;
  const size_t first = at;
  bool any_joined = false;
  while (token().kind == TokenKind::string || token().kind == TokenKind::joined) {
    any_joined = any_joined || token().kind == TokenKind::joined;
    ++at;
  }
  const size_t end = at;
  const auto value = [&](const Token& t) {
    const string_view body = inside(tree_.text, t);
    return t.raw || body.find('\\') == body.npos ? body : keep(unescape(body));
  };
  if (end == first + 1 && !any_joined) {
    return add(NodeKind::string, offset, value((*tokens_)[first]));
  }
  if (!any_joined) {
    std::string all;
    for (size_t i = first; i < end; ++i) {
      const string_view body = inside(tree_.text, (*tokens_)[i]);
      all += (*tokens_)[i].raw ? std::string(body) : unescape(body);
    }
    return add(NodeKind::string, offset, keep(std::move(all)));
  }
  const NodeId out = add(NodeKind::joined, offset);
  Children children(tree_, out);
  for (size_t i = first; i < end; ++i) {
    const Token part = (*tokens_)[i];
    if (part.kind == TokenKind::string) {
      children.add(add(NodeKind::string, part.offset, value(part)));
    } else {
      joined(children, part);
    }
  }
  return out;
}

void ExpressionReader::joined(Children& children, const Token& token) {
  const string_view body = inside(tree_.text, token);
  const size_t base = token.offset + size_t{token.prefix} + token.quotes;
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    std::string plain = token.raw ? literal : unescape(literal);
    children.add(add(NodeKind::string, token.offset, keep(std::move(plain))));
    literal.clear();
  };
  for (size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (c != '{' && c != '}') {
      literal.push_back(c);
      continue;
    }
    if (i + 1 < body.size() && body[i + 1] == c) {
      literal.push_back(c);
      ++i;
      continue;
    }
    if (c == '}') continue;
    flush();
    // Up to the brace that closes the field.
    int depth = 0;
    size_t end = i + 1;
    for (; end < body.size(); ++end) {
      if (body[end] == '{') ++depth;
      if (body[end] == '}' && depth-- == 0) break;
    }
    children.add(field(base + i + 1, base + end));
    i = end;
  }
  flush();
}

NodeId ExpressionReader::field(size_t from, size_t to) {
  const auto offset = static_cast<std::uint32_t>(from);
  if (joined_depth_ >= kMostJoined || from >= to) return add(NodeKind::unknown, offset);
  std::vector<Token> inner = tokens_of(tree_.text.substr(from, to - from));
  for (Token& part : inner) part.offset += offset;
  std::vector<Token>* const outer = tokens_;
  const size_t outer_at = at;
  tokens_ = &inner;
  at = 1;  // behind the first newline
  ++joined_depth_;
  const NodeId out = inner.size() > 2 ? expression() : add(NodeKind::unknown, offset);
  --joined_depth_;
  tokens_ = outer;
  at = outer_at;
  return out;
}

}  // namespace bartizan::use::python

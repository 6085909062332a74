#include "scan/formats/template/parser.h"

#include "scan/formats/template/expression.h"

namespace bartizan::scan::templates {
namespace {

class Parser : private ExpressionParser {
 public:
  Parser(std::string_view text, std::span<const Token> tokens, std::uint32_t max_depth, Tree& tree)
      : ExpressionParser(text, tokens, max_depth, tree) {}

  Failure run() {
    const std::uint32_t root = add(NodeKind::body);
    statements(root, {});
    return failure_;
  }

 private:
  // Statements up to a tag whose name is in `ends`, which stays unread behind its {%.
  void statements(std::uint32_t body, std::initializer_list<std::string_view> ends) {
    const Level level(*this);
    while (!failure_) {
      if (is(TokenKind::data)) {
        const std::uint32_t data = add(NodeKind::data);
        tree_[data].text_begin = token().begin;
        tree_[data].text_length = token().length;
        advance();
        append(body, data);
      } else if (is(TokenKind::variable_begin)) {
        const std::uint32_t output = add(NodeKind::output);
        advance();
        append(output, tuple_or_expression(true));
        expect(TokenKind::variable_end);
        append(body, close(output));
      } else if (is(TokenKind::block_begin)) {
        advance();
        if (!is(TokenKind::name)) {
          fail("a tag without a name");
          return;
        }
        if (among(word(), ends)) return;
        append(body, statement());
      } else {
        if (ends.size() > 0) fail("a block that is never closed");
        return;
      }
    }
  }
  std::uint32_t body_until(std::initializer_list<std::string_view> ends) {
    (void)skip_op(":");  // as Python writes it; jinja2 lets it pass
    expect(TokenKind::block_end);
    const std::uint32_t body = add(NodeKind::body);
    statements(body, ends);
    return close(body);
  }
  // A body and its closing tag.
  std::uint32_t body_to(std::string_view end) {
    const std::uint32_t body = body_until({end});
    expect_name(end);
    return body;
  }

  std::uint32_t statement() {
    const std::string_view tag = word();
    std::uint32_t node = kNoNode;
    if (tag == "for") {
      node = for_loop();
    } else if (tag == "if") {
      node = if_else();
    } else if (tag == "set") {
      node = set();
    } else if (tag == "macro") {
      node = macro();
    } else if (tag == "call") {
      node = call_block();
    } else if (tag == "filter") {
      node = filter_block();
    } else if (tag == "with") {
      node = with();
    } else if (tag == "block") {
      node = block();
    } else if (tag == "generation" || tag == "autoescape") {
      node = scope();
    } else if (among(tag, {"include", "import", "from", "extends"})) {
      node = import();
    } else if (tag == "do" || tag == "print") {
      node = add(tag == "do" ? NodeKind::do_call : NodeKind::output);
      advance();
      append(node, tuple_or_expression(true));
    } else if (among(tag, {"break", "continue", "debug"})) {
      node = add(NodeKind::loop_control);
      advance();
    } else {
      return fail("a tag that does not exist");
    }
    expect(TokenKind::block_end);
    return node == kNoNode ? node : close(node);
  }

  std::uint32_t for_loop() {
    const std::uint32_t node = add(NodeKind::for_loop);
    advance();
    append(node, target());
    expect_name("in");
    append(node, tuple_or_expression(false));
    append(node, skip_name("if") ? expression() : add(NodeKind::absent));
    (void)skip_name("recursive");
    append(node, body_until({"endfor", "else"}));
    append(node, skip_name("else") ? body_until({"endfor"}) : add(NodeKind::absent));
    expect_name("endfor");
    return node;
  }

  std::uint32_t if_else() {
    const std::uint32_t node = add(NodeKind::if_else);
    do {
      advance();
      append(node, tuple_or_expression(false));
      append(node, body_until({"elif", "else", "endif"}));
    } while (is_name("elif"));
    if (skip_name("else")) append(node, body_until({"endif"}));
    expect_name("endif");
    return node;
  }

  std::uint32_t set() {
    const std::uint32_t node = add(NodeKind::set);
    advance();
    append(node, target());
    if (skip_op("=")) {
      append(node, tuple_or_expression(true));
      return node;
    }
    tree_[node].kind = NodeKind::set_block;
    if (is_op("|")) {
      std::uint32_t filter = add(NodeKind::absent);
      while (skip_op("|")) filter = filter_call(filter);
    }
    append(node, body_to("endset"));
    return node;
  }

  // `name = value` pairs or bare names, up to `end`.
  void parameters(std::uint32_t node) {
    expect_op("(");
    while (!failure_ && !is_op(")")) {
      const std::uint32_t parameter = add(NodeKind::keyword);
      name_node(parameter);
      append(parameter, skip_op("=") ? expression() : add(NodeKind::absent));
      append(node, parameter);
      if (!skip_op(",")) break;
    }
    expect_op(")");
  }

  std::uint32_t macro() {
    const std::uint32_t node = add(NodeKind::macro);
    advance();
    name_node(node);
    parameters(node);
    append(node, body_to("endmacro"));
    return node;
  }

  std::uint32_t call_block() {
    const std::uint32_t node = add(NodeKind::call_block);
    advance();
    const std::uint32_t names = add(NodeKind::list);
    if (is_op("(")) parameters(names);
    const std::uint32_t call = expression();
    if (call == kNoNode || tree_[call].kind != NodeKind::call)
      return fail("a call block without a call");
    append(node, call);
    append(node, names);
    append(node, body_to("endcall"));
    return node;
  }

  std::uint32_t filter_block() {
    const std::uint32_t node = add(NodeKind::filter_block);
    advance();
    std::uint32_t filter = filter_call(add(NodeKind::absent));
    while (skip_op("|")) filter = filter_call(filter);
    append(node, filter);
    append(node, body_to("endfilter"));
    return node;
  }

  std::uint32_t with() {
    const std::uint32_t node = add(NodeKind::with);
    advance();
    while (is(TokenKind::name)) {
      const std::uint32_t binding = add(NodeKind::keyword);
      name_node(binding);
      expect_op("=");
      append(binding, expression());
      append(node, binding);
      if (!skip_op(",")) break;
    }
    append(node, body_to("endwith"));
    return node;
  }

  std::uint32_t block() {
    const std::uint32_t node = add(NodeKind::block);
    advance();
    name_node(node);
    while (skip_name("scoped") || skip_name("required")) {
    }
    append(node, body_to("endblock"));
    if (is(TokenKind::name)) advance();
    return node;
  }

  // {% generation %} marks assistant tokens in transformers' chat templates.
  std::uint32_t scope() {
    const std::uint32_t node = add(NodeKind::scope);
    const bool generation = is_name("generation");
    advance();
    if (!is(TokenKind::block_end)) append(node, expression());
    append(node, body_to(generation ? "endgeneration" : "endautoescape"));
    return node;
  }

  std::uint32_t import() {
    const std::uint32_t node = add(NodeKind::import);
    const bool names = is_name("from");
    name_node(node);
    append(node, expression());
    if (names) expect_name("import");
    // What follows (as, ignore missing, with context, names) changes nothing for the judgement.
    while (is(TokenKind::name) || is_op(",")) advance();
    return node;
  }
};

}  // namespace

Failure parse_template(std::string_view text, const base::Vec<Token>& tokens,
                       std::uint32_t max_depth, Tree& tree) {
  // Without its end the list of tokens would never end.
  if (tokens.empty() || tokens.back().kind != TokenKind::end) {
    return {"larger than the limits allow", 0};
  }
  // The arena begins with the template, so that names and data need no copy.
  if (!tree.arena().try_append({text.data(), text.size()})) {
    return {"larger than the limits allow", 0};
  }
  return Parser(text, tokens.span(), max_depth, tree).run();
}

}  // namespace bartizan::scan::templates

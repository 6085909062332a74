#include "scan/formats/template/parser.h"

#include <charconv>

#include "scan/formats/template/literal.h"

namespace bartizan::scan::templates {
namespace {

class Parser {
 public:
  Parser(std::string_view text, std::span<const Token> tokens, std::uint32_t max_depth, Tree& tree)
      : text_(text), tokens_(tokens), max_depth_(max_depth), tree_(tree) {}

  Failure run() {
    const std::uint32_t root = add(NodeKind::body);
    statements(root, {});
    return failure_;
  }

 private:
  // One level of nesting, for as long as it lives.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > parser_.max_depth_)
        parser_.fail("nested deeper than the limits allow");
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
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

  // --- statements ---
  static bool among(std::string_view word, std::initializer_list<std::string_view> words) {
    for (const std::string_view one : words) {
      if (one == word) return true;
    }
    return false;
  }

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

  // --- expressions ---
  // Assignment targets: names, attributes of namespaces, tuples of names.
  std::uint32_t target() {
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
  std::uint32_t tuple_or_expression(bool conditional) {
    const std::uint32_t first = conditional ? expression() : logic_or();
    if (!is_op(",")) return first;
    const std::uint32_t tuple = add_from(NodeKind::tuple, first);
    while (skip_op(",")) {
      if (is(TokenKind::variable_end) || is(TokenKind::block_end) || is_op(")")) break;
      append(tuple, conditional ? expression() : logic_or());
    }
    return close(tuple);
  }

  std::uint32_t expression() {
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
  std::uint32_t chain(Operand operand, Take take) {
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

  std::uint32_t logic_or() {
    return chain([this] { return logic_and(); },
                 [this] { return skip_name("or") ? Op::logic_or : Op::none; });
  }
  std::uint32_t logic_and() {
    return chain([this] { return logic_not(); },
                 [this] { return skip_name("and") ? Op::logic_and : Op::none; });
  }
  std::uint32_t logic_not() {
    if (!is_name("not")) return comparison();
    const Level level(*this);
    if (failure_) return kNoNode;
    const std::uint32_t node = add(NodeKind::unary);
    name_node(node);
    append(node, logic_not());
    return node;
  }
  std::uint32_t comparison() {
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
  std::uint32_t sum() {
    return chain([this] { return concatenation(); },
                 [this] {
                   return skip_op("+") ? Op::add : skip_op("-") ? Op::subtract : Op::none;
                 });
  }
  std::uint32_t concatenation() {
    return chain([this] { return product(); },
                 [this] { return skip_op("~") ? Op::concat : Op::none; });
  }
  std::uint32_t product() {
    return chain([this] { return power(); },
                 [this] {
                   return skip_op("*")    ? Op::multiply
                          : skip_op("//") ? Op::floor_divide
                          : skip_op("/")  ? Op::divide
                          : skip_op("%")  ? Op::modulo
                                          : Op::none;
                 });
  }
  std::uint32_t power() {
    return chain([this] { return unary(true); },
                 [this] { return skip_op("**") ? Op::power : Op::none; });
  }

  std::uint32_t unary(bool with_filters) {
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
  std::uint32_t postfix(std::uint32_t node, bool with_filters) {
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

  std::uint32_t subscript(std::uint32_t object) {
    const std::uint32_t node = add_from(NodeKind::item, object);
    advance();
    std::uint32_t key = subscript_key();
    if (is_op(",")) {
      key = add_from(NodeKind::tuple, key);
      while (skip_op(",")) append(key, subscript_key());
    }
    append(node, key);
    expect_op("]");
    return node;
  }
  std::uint32_t subscript_key() {
    const std::uint32_t start = is_op(":") ? add(NodeKind::absent) : expression();
    if (!is_op(":")) return start;
    const std::uint32_t node = add_from(NodeKind::slice, start);
    for (int part = 1; part < 3; ++part) {
      const bool given = skip_op(":") && !is_op(":") && !is_op("]") && !is_op(",");
      append(node, given ? expression() : add(NodeKind::absent));
    }
    return close(node);
  }

  void arguments(std::uint32_t node) {
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
  void dotted_name(std::uint32_t node) {
    name_node(node);
    while (is_op(".") && token(1).kind == TokenKind::name) {
      advance();
      tree_[node].text_length = token().begin + token().length - tree_[node].text_begin;
      advance();
    }
  }

  std::uint32_t filter_call(std::uint32_t subject) {
    const std::uint32_t node = add_from(NodeKind::filter, subject);
    dotted_name(node);
    if (is_op("(")) arguments(node);
    return close(node);
  }

  std::uint32_t test(std::uint32_t subject) {
    const std::uint32_t node = add_from(NodeKind::test, subject);
    advance();
    tree_[node].negated = skip_name("not");
    dotted_name(node);
    const bool word_argument =
        is(TokenKind::name) &&
        !among(word(), {"else", "or", "and", "if", "is", "in", "not", "recursive"});
    if (is_op("(")) {
      arguments(node);
    } else if (word_argument || is(TokenKind::string) || is(TokenKind::integer) ||
               is(TokenKind::real) || is_op("[") || is_op("{")) {
      append(node, postfix(primary(), false));
    }
    return close(node);
  }

  std::uint32_t primary() {
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
  std::uint32_t string() {
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

  std::uint32_t parenthesised() {
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

  std::uint32_t sequence() {
    const std::uint32_t node = add(NodeKind::list);
    advance();
    while (!failure_ && !is_op("]")) {
      append(node, expression());
      if (!skip_op(",")) break;
    }
    expect_op("]");
    return close(node);
  }

  std::uint32_t dict() {
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

  std::string_view text_;
  std::span<const Token> tokens_;
  std::uint32_t max_depth_;
  Tree& tree_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
  Failure failure_;
};

}  // namespace

Failure parse_template(std::string_view text, const base::Vec<Token>& tokens,
                       std::uint32_t max_depth, Tree& tree) {
  // The arena begins with the template, so that names and data need no copy.
  if (!tree.arena().try_append({text.data(), text.size()})) {
    return {"larger than the limits allow", 0};
  }
  return Parser(text, tokens.span(), max_depth, tree).run();
}

}  // namespace bartizan::scan::templates

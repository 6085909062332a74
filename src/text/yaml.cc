// The collections of the YAML subset (docs/formats/yaml-subset.md).
#include <algorithm>
#include <utility>

#include "base/escape.h"
#include "text/account.h"
#include "text/lines.h"
#include "text/tree.h"
#include "text/yaml_scan.h"

namespace bartizan::text {
namespace {

using base::Code;
using Kind = Node::Kind;

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

// YAML 1.2.2, section 10.3.2 (core schema).
bool is_number(std::string_view text) {
  const auto all = [](std::string_view part, std::string_view digits) {
    return !part.empty() && part.find_first_not_of(digits) == part.npos;
  };
  constexpr std::string_view kDigits = "0123456789";
  if (text.starts_with("0x")) return all(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with("0o")) return all(text.substr(2), "01234567");
  if (one_of(text, {".nan", ".NaN", ".NAN"})) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (one_of(text, {".inf", ".Inf", ".INF"})) return true;
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != text.npos) {
    std::string_view power = text.substr(exponent + 1);
    if (power.starts_with('-') || power.starts_with('+')) power.remove_prefix(1);
    if (!all(power, kDigits)) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point == text.npos) return all(text, kDigits);
  const std::string_view front = text.substr(0, point), back = text.substr(point + 1);
  if (front.empty()) return all(back, kDigits);
  return all(front, kDigits) && (back.empty() || all(back, kDigits));
}

void resolve(Node& node) {
  node.kind = Kind::string;
  if (one_of(node.text, {"", "~", "null", "Null", "NULL"})) {
    node.kind = Kind::null;
    node.text.clear();
  } else if (one_of(node.text, {"true", "True", "TRUE"})) {
    node.kind = Kind::boolean;
    node.text = "true";
  } else if (one_of(node.text, {"false", "False", "FALSE"})) {
    node.kind = Kind::boolean;
    node.text = "false";
  } else if (is_number(node.text)) {
    node.kind = Kind::number;
  }
}

class YamlParser {
 public:
  YamlParser(std::string_view text, Account& account) : in_(text), account_(account) {}

  base::Result<std::vector<Node>> stream() {
    std::vector<Node> documents;
    while (!in_.failed()) {
      const bool more = directives();
      const bool marked = in_.at_marker("---");
      if (marked) in_.advance(3);
      if (!marked && !more) {
        if (!in_.at_marker("...")) break;
        in_.skip_line();
        continue;
      }
      if (!charge()) break;
      Node& root = documents.emplace_back();
      root.line = in_.line();
      if (in_.content() && !block_node(root, -1, 0)) break;
      if (in_.content()) in_.malformed("text follows the document");
    }
    if (in_.failed()) return std::unexpected(in_.error());
    return documents;
  }

 private:
  // Past %YAML and %TAG; whether content follows.
  bool directives() {
    while (in_.content()) {
      if (in_.column() != 0 || in_.peek() != '%') return true;
      in_.skip_line();
    }
    return false;
  }

  bool charge() {
    return account_.node() || in_.fail(Code::limit, "more values than the budget allows");
  }
  bool enter(std::size_t depth) {
    return account_.depth(depth) || in_.fail(Code::limit, "nested deeper than the limit");
  }
  // A new item at the place of the scanner; nullptr where the budget refuses.
  Node* add(Node& to) {
    if (!charge()) return nullptr;
    Node* item = &to.items.emplace_back();
    item->line = in_.line();
    return item;
  }

  // A node whose first character the scanner is at, indented deeper than `parent`.
  bool block_node(Node& out, std::int64_t parent, std::size_t depth) {
    const std::int64_t column = in_.column();
    in_.skip_properties(false);
    if (in_.at_rest_blank()) {
      // What had only properties on its line goes on below it.
      if (!in_.content()) return !in_.failed();
      return in_.column() <= parent || block_node_behind(out, parent, depth);
    }
    return block_node_here(out, parent, column, depth);
  }
  bool block_node_behind(Node& out, std::int64_t parent, std::size_t depth) {
    const std::int64_t column = in_.column();
    in_.skip_properties(false);
    if (in_.at_rest_blank()) return in_.malformed("properties of nothing");
    return block_node_here(out, parent, column, depth);
  }
  bool block_node_here(Node& out, std::int64_t parent, std::int64_t column, std::size_t depth) {
    out.line = in_.line();
    if (in_.at_indicator('-')) return sequence(out, column, depth);
    if (in_.at_indicator('?')) return in_.malformed("a key is more than a scalar");
    std::string key;
    if (in_.key(key)) return mapping(out, column, depth, std::move(key));
    return !in_.failed() && value_here(out, parent, depth);
  }

  bool sequence(Node& out, std::int64_t column, std::size_t depth) {
    if (!enter(depth)) return false;
    out.kind = Kind::array;
    while (true) {
      Node* item = add(out);
      if (item == nullptr) return false;
      in_.advance(1);
      in_.skip_blanks();
      const bool here = !in_.at_rest_blank();
      if ((here || (in_.content() && in_.column() > column)) &&
          !block_node(*item, column, depth + 1)) {
        return false;
      }
      if (!in_.content()) return !in_.failed();
      if (in_.column() > column) return in_.malformed("an indentation fits nothing above it");
      if (in_.column() < column || !in_.at_indicator('-')) return true;
    }
  }

  // The scanner is behind the colon of the first key.
  bool mapping(Node& out, std::int64_t column, std::size_t depth, std::string key) {
    if (!enter(depth)) return false;
    out.kind = Kind::object;
    while (true) {
      Node* member = add(out);
      if (member == nullptr) return false;
      member->key = std::move(key);
      if (!member_value(*member, column, depth)) return false;
      if (!in_.content()) return !in_.failed();
      if (in_.column() > column) return in_.malformed("an indentation fits nothing above it");
      if (in_.column() < column) return true;
      in_.skip_properties(false);
      if (in_.at_indicator('?')) return in_.malformed("a key is more than a scalar");
      if (in_.at_indicator('-')) return in_.malformed("an item stands among keys");
      key.clear();
      if (!in_.key(key)) return in_.malformed("a key has no colon");
    }
  }

  bool member_value(Node& out, std::int64_t column, std::size_t depth) {
    in_.skip_blanks();
    in_.skip_properties(false);
    if (!in_.at_rest_blank()) return value_here(out, column, depth + 1);
    if (!in_.content()) return !in_.failed();
    if (in_.column() > column) return block_node(out, column, depth + 1);
    // A list may stand as far left as its key.
    if (in_.column() < column || !in_.at_indicator('-')) return true;
    out.line = in_.line();
    return sequence(out, column, depth + 1);
  }

  // A scalar or a flow collection.
  bool value_here(Node& out, std::int64_t parent, std::size_t depth) {
    const char c = in_.peek();
    if (c == '|' || c == '>') {
      out.kind = Kind::string;
      return in_.block_scalar(out.text, parent) && charge_text(out);
    }
    if (in_.at_indicator('-') || in_.at_indicator('?') || in_.at_indicator(':')) {
      return in_.malformed("a block collection stands on the line of its key");
    }
    if (!node_here(out, parent, depth, false)) return false;
    if (plain_) resolve(out);
    return in_.end_line();
  }

  // A plain scalar stays unresolved where it may turn out to be a key.
  bool flow_node(Node& out, std::size_t depth, bool maybe_key) {
    in_.skip_properties(true);
    if (!in_.flow_content() || !node_here(out, 0, depth, true)) return false;
    if (plain_ && !maybe_key) resolve(out);
    return true;
  }

  bool node_here(Node& out, std::int64_t parent, std::size_t depth, bool flow) {
    out.line = in_.line();
    plain_ = false;
    switch (in_.peek()) {
      case '"':
      case '\'':
        out.kind = Kind::string;
        return in_.quoted(out.text) && charge_text(out);
      case '*':
        out.kind = Kind::string;
        in_.alias(out.text, flow);
        return charge_text(out);
      case '[':
        return flow_sequence(out, depth);
      case '{':
        if (!in_.at_template()) return flow_mapping(out, depth);
        break;
      case ',':
      case ']':
      case '}':
        // In a flow collection nothing stands in front of them: null.
        return flow || in_.malformed("a value begins with a character that is reserved");
      default:
        break;
    }
    plain_ = in_.plain(out.text, parent, flow);
    return plain_ && charge_text(out);
  }
  bool charge_text(const Node& node) {
    return account_.memory(node.text.size()) || in_.fail(Code::limit, "no memory left");
  }

  bool flow_sequence(Node& out, std::size_t depth) {
    if (!enter(depth)) return false;
    out.kind = Kind::array;
    in_.advance(1);
    while (true) {
      if (!in_.flow_content()) return false;
      if (in_.peek() == ']') break;
      if (in_.at_indicator('?')) return in_.malformed("a key is more than a scalar");
      if (in_.peek() == ',') return in_.malformed("a value is missing");
      Node* item = add(out);
      if (item == nullptr || !flow_node(*item, depth + 1, true) || !in_.flow_content())
        return false;
      if (in_.peek() == ':') {
        if (!pair(*item, depth)) return false;
      } else if (plain_) {
        resolve(*item);
      }
      if (!separator(']')) return false;
    }
    in_.advance(1);
    plain_ = false;
    return true;
  }

  // `[a: b]` is a list of one mapping.
  bool pair(Node& item, std::size_t depth) {
    if (item.is_array() || item.is_object()) return in_.malformed("a key is more than a scalar");
    Node key = std::exchange(item, Node());
    item.kind = Kind::object;
    item.line = key.line;
    Node* value = add(item);
    if (value == nullptr) return false;
    value->key = std::move(key.text);
    return enter(depth + 1) && flow_value(*value, depth + 2);
  }

  bool flow_mapping(Node& out, std::size_t depth) {
    if (!enter(depth)) return false;
    out.kind = Kind::object;
    in_.advance(1);
    while (true) {
      if (!in_.flow_content()) return false;
      if (in_.peek() == '}') break;
      if (in_.at_indicator('?')) return in_.malformed("a key is more than a scalar");
      if (in_.peek() == ',') return in_.malformed("a key is missing");
      Node key;
      if (!flow_node(key, depth + 1, true) || !in_.flow_content()) return false;
      if (key.is_array() || key.is_object()) return in_.malformed("a key is more than a scalar");
      Node* member = add(out);
      if (member == nullptr) return false;
      member->key = std::move(key.text);
      if (in_.peek() == ':' && !flow_value(*member, depth + 1)) return false;
      if (!separator('}')) return false;
    }
    in_.advance(1);
    plain_ = false;
    return true;
  }

  bool flow_value(Node& out, std::size_t depth) {
    in_.advance(1);
    return in_.flow_content() && flow_node(out, depth, false);
  }
  bool separator(char close) {
    if (!in_.flow_content()) return false;
    if (in_.peek() == ',') {
      in_.advance(1);
      return true;
    }
    return in_.peek() == close || in_.malformed("a comma is missing");
  }

  YamlScanner in_;
  Account& account_;
  bool plain_ = false;  // the last node read is a plain scalar, not yet resolved
};

}  // namespace

base::Result<std::vector<Node>> parse_yaml(std::string_view text, base::Budget& budget) {
  Account account(budget);
  if (!account.input(text.size())) return base::fail(Code::limit, "no budget left for the text");
  std::size_t bad = 0;
  while (const std::size_t n = base::utf8_length(text.substr(bad))) bad += n;
  if (bad < text.size()) return base::fail(Code::malformed, "not UTF-8", bad);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const std::size_t shift = text.starts_with(kMark) ? kMark.size() : 0;
  auto documents = YamlParser(text.substr(shift), account).stream();
  if (documents) return documents;
  return base::fail(documents.error().code, documents.error().what,
                    documents.error().offset + shift);
}

std::string_view front_matter(std::string_view text) {
  const auto line_end = [&](std::size_t from) {
    return std::min(text.find('\n', from), text.size());
  };
  const auto is_marker = [&](std::size_t from) {
    const std::string_view line = trim(text.substr(from, line_end(from) - from));
    return line == "---" && text.substr(from).starts_with("---");
  };
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  if (!is_marker(0)) return {};
  for (std::size_t at = line_end(0); at < text.size(); at = line_end(at + 1)) {
    if (is_marker(at + 1)) return text.substr(0, at + 1);
  }
  return {};
}

}  // namespace bartizan::text

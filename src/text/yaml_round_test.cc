// Trees written as YAML in every style come back as they were.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/json_write.h"
#include "text/show_test.h"

namespace bartizan::text {
namespace {

using Kind = Node::Kind;

rc::Gen<std::string> any_text() {
  const auto part = rc::gen::element<std::string>(
      "a", "b c", ":", ": ", "#", " #", "-", "- ", "\n", " ", "'", "\"", "\\", "{", "}", "[", "]",
      ",", "{{", "}}", "&", "*", "!", "|", ">", "%", "@", "~", "true", "1.5", "\u00e9",
      "\U0001F600", "\t", "---", "...", "?");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                      [](const std::vector<std::string>& parts) {
                        std::string all;
                        for (const std::string& one : parts) all += one;
                        return all;
                      });
}

Node any_tree(int depth) {
  Node node;
  const int kind = *rc::gen::inRange(0, depth > 0 ? 7 : 4);
  switch (kind) {
    case 0:
      break;
    case 1:
      node.kind = Kind::boolean;
      node.text = *rc::gen::element<std::string>("true", "false");
      break;
    case 2:
      node.kind = Kind::number;
      node.text = *rc::gen::element<std::string>("0", "-12", "3.25", "1e9", "0x1F");
      break;
    case 3:
      node.kind = Kind::string;
      node.text = *any_text();
      break;
    default:
      node.kind = kind < 6 ? Kind::object : Kind::array;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        node.items.push_back(any_tree(depth - 1));
        if (node.is_object()) node.items.back().key = *any_text();
      }
  }
  return node;
}

std::string in_double_quotes(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

std::string in_single_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  return out + "'";
}

std::string quoted(std::string_view text) {
  const bool one_line = !text.contains('\n');
  return one_line && *rc::gen::arbitrary<bool>() ? in_single_quotes(text) : in_double_quotes(text);
}

bool is_plain(std::string_view text) {
  return !text.empty() && text != "true" && text != "false" &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == text.npos;
}

void write_flow(const Node& node, std::string& out) {
  const auto gap = [&] { out += *rc::gen::element<std::string>("", " ", "\n ", " # c\n  "); };
  if (!node.is_array() && !node.is_object()) {
    if (node.is_string()) {
      out += is_plain(node.text) && *rc::gen::arbitrary<bool>() ? node.text : quoted(node.text);
    } else {
      out += node.is(Kind::null) ? "null" : node.text;
    }
    return;
  }
  out += node.is_object() ? '{' : '[';
  for (const Node& item : node.items) {
    gap();
    if (node.is_object()) out += quoted(item.key) + ": ";
    write_flow(item, out);
    gap();
    out += ',';
  }
  out += node.is_object() ? '}' : ']';
}

// A literal block, where its text can be one: indented by `indent`, with an indicator that says so.
bool write_literal(std::string_view text, std::size_t indent, std::size_t step, std::string& out) {
  if (text.empty() || text.contains('\r')) return false;
  const std::size_t last = text.find_last_not_of('\n');
  if (last == text.npos) return false;
  out += "|" + std::to_string(step);
  const std::size_t ends = text.size() - last - 1;
  if (ends != 1) out += ends == 0 ? "-" : "+";
  out += '\n';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) out += std::string(indent, ' ').append(text.substr(at, end - at));
    out += '\n';
    at = end + 1;
  }
  return true;
}

// Behind a key or a dash, whose column is `column`.
void write_block(const Node& node, std::size_t column, std::string& out) {
  const bool nests = (node.is_array() || node.is_object()) && !node.items.empty();
  if (!nests || *rc::gen::inRange(0, 4) == 0) {
    const std::size_t step = *rc::gen::inRange<std::size_t>(1, 5);
    out += ' ';
    if (node.is_string() && *rc::gen::arbitrary<bool>() &&
        write_literal(node.text, column + step, step, out)) {
      return;
    }
    write_flow(node, out);
    out += *rc::gen::element<std::string>("\n", " # comment\n", "\n\n  # comment\n");
    return;
  }
  const std::size_t inner = column + *rc::gen::inRange<std::size_t>(1, 4);
  out += '\n';
  for (const Node& item : node.items) {
    out.append(inner, ' ');
    out += node.is_object() ? quoted(item.key) + ":" : "-";
    write_block(item, inner, out);
  }
}

TEST_CASE("yaml: trees come back from every style they are written in") {
  const bool ok = rc::check([] {
    Node root;
    root.kind = Kind::object;
    root.items.push_back(any_tree(4));
    root.items.back().key = "root";
    std::string text = "root:";
    write_block(root.items[0], 0, text);
    RC_LOG() << text;
    const base::Limits limits;
    base::Budget budget(limits);
    const auto documents = parse_yaml(text, budget);
    RC_ASSERT(documents.has_value());
    RC_ASSERT(documents->size() == 1U);
    RC_ASSERT(show(documents->front()) == show(root));
  });
  CHECK(ok);
}

TEST_CASE("yaml: flow collections alone come back too") {
  const bool ok = rc::check([] {
    Node root;
    root.kind = Kind::array;
    root.items.push_back(any_tree(4));
    std::string text;
    write_flow(root, text);
    const base::Limits limits;
    base::Budget budget(limits);
    const auto documents = parse_yaml(text, budget);
    RC_ASSERT(documents.has_value());
    RC_ASSERT(show(documents->front()) == show(root));
  });
  CHECK(ok);
}

}  // namespace
}  // namespace bartizan::text

// A tree as one line of text, for tests.
#pragma once

#include "text/tree.h"

namespace bartizan::text {

// {a@2:"x",b@3:[1,true,null]}; lines of members only where `lines` asks for them.
inline void show(const Node& node, bool lines, std::string& out) {
  const bool object = node.is_object();
  switch (node.kind) {
    case Node::Kind::null:
      out += "null";
      return;
    case Node::Kind::string:
      out += '"' + node.text + '"';
      return;
    case Node::Kind::boolean:
    case Node::Kind::number:
      out += node.text;
      return;
    default:
      break;
  }
  out += object ? '{' : '[';
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& item = node.items[i];
    if (i > 0) out += ',';
    if (object) out += item.key;
    if (lines) out += '@' + std::to_string(item.line);
    if (object) out += ':';
    show(item, lines, out);
  }
  out += object ? '}' : ']';
}

inline std::string show(const Node& node, bool lines = false) {
  std::string out;
  show(node, lines, out);
  return out;
}

template <typename Parse>
std::string parsed(Parse parse, std::string_view text, bool lines = false) {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto tree = parse(text, budget);
  if (budget.memory() != 0) return "memory was not given back";
  if (tree) return show(*tree, lines);
  return std::string(tree.error().what) + " @" + std::to_string(tree.error().offset);
}

}  // namespace bartizan::text

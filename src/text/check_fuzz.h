// What holds for every tree and every refusal, for the fuzz targets of this room.
#pragma once

#include <iterator>
#include <string>

#include "base/escape.h"
#include "text/lines.h"
#include "text/tree.h"

namespace bartizan::text {

inline std::string fuzz_text(const std::uint8_t* data, std::size_t size) {
  return {data, std::next(data, static_cast<std::ptrdiff_t>(size))};
}

class TreeCheck {
 public:
  explicit TreeCheck(std::string_view input) : lines_(Lines(input).count()) {}

  void node(const Node& node, std::uint32_t above = 1, std::size_t depth = 0) {
    using Kind = Node::Kind;
    const bool nests = node.is_array() || node.is_object();
    BZ_CHECK(node.line >= above && node.line <= lines_);
    BZ_CHECK(depth < limits_.json_depth || !nests);
    BZ_CHECK(nests || node.items.empty());
    BZ_CHECK(!nests || node.text.empty());
    BZ_CHECK(base::is_utf8(node.text) && base::is_utf8(node.key));
    if (node.is(Kind::null)) BZ_CHECK(node.text.empty());
    if (node.is(Kind::number)) BZ_CHECK(!node.text.empty());
    if (node.is(Kind::boolean)) BZ_CHECK(node.text == "true" || node.text == "false");
    for (const Node& item : node.items) {
      if (node.is_array()) BZ_CHECK(item.key.empty());
      this->node(item, node.line, depth + 1);
    }
    if (node.is_object() && !node.items.empty()) {
      BZ_CHECK(node.find(node.items.back().key) == &node.items.back());
    }
  }

 private:
  const base::Limits limits_;
  std::uint32_t lines_;
};

inline void check_refusal(const base::Error& error, std::size_t size) {
  BZ_CHECK(error.code == base::Code::malformed || error.code == base::Code::limit);
  BZ_CHECK(error.offset <= size && error.what[0] != '\0');
}

inline bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.key != b.key || a.text != b.text || a.line != b.line) return false;
  if (a.items.size() != b.items.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) return false;
  }
  return true;
}

}  // namespace bartizan::text

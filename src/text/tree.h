// Tree: one document tree for JSON, YAML and TOML, bounded and with line numbers.
//
// What it is: what configuration, lock files, BOMs and front matter are read into, so that readers
// of one kind of file need not know its syntax. What it is not: a writer, or a full YAML (anchors
// and tags are ignored, an alias stays the text "*name"; docs/formats/yaml-subset.md).
// Every parse function charges the size of its input to the budget before it reads and one step a
// node, and its memory while it reads; depth is limited by Limits::json_depth, nodes by kMostNodes.
// Values own their text. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "base/result.h"

namespace bartizan::text {

struct Node {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::uint32_t line = 0;   // 1-based line of the value's start
  std::string key;          // decoded; of an object's member
  std::string text;         // string: decoded; number and boolean: as written ("true", "1e3")
  std::vector<Node> items;  // elements, or members in their order; a repeated key stands twice

  bool is(Kind wanted) const { return kind == wanted; }
  bool is_string() const { return kind == Kind::string; }
  bool is_object() const { return kind == Kind::object; }
  bool is_array() const { return kind == Kind::array; }
  // The last member of that key (as Python and JavaScript read it); nullptr where there is none or
  // this is no object.
  const Node* find(std::string_view wanted) const;
  // The same through several objects: at({"a", "b"}) is a.b.
  const Node* at(std::initializer_list<std::string_view> path) const;
  // The text of a string member, else empty.
  std::string_view string(std::string_view wanted) const;
};
inline constexpr std::size_t kMostNodes = 4'000'000;

// Strict JSON (RFC 8259), by base/json_read.h.
base::Result<Node> parse_json(std::string_view text, base::Budget& budget);
// JSON with comments, trailing commas and a byte order mark, as editors' settings are written.
base::Result<Node> parse_jsonc(std::string_view text, base::Budget& budget);
// TOML 1.0, strict about what is defined twice; dates become strings. An implicit table has the
// line of the header that needs it.
base::Result<Node> parse_toml(std::string_view text, base::Budget& budget);
// The bounded subset; one node for each document of the stream, none where nothing but comments is.
// Template lines ({{ ... }}) of Helm charts are kept as text where they stand as a value and
// skipped where they stand alone.
base::Result<std::vector<Node>> parse_yaml(std::string_view text, base::Budget& budget);
// The YAML in front of a Markdown text, with its first line `---` so that line numbers are those of
// the text; empty where there is none.
std::string_view front_matter(std::string_view text);

}  // namespace bartizan::text

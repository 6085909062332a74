// Folder: what an expression is known to be before anything is rendered.
//
// What it is: constant folding with holes. A string whose parts are partly unknown keeps its known
// letters and has kHole in place of the rest, so that "__cla" ~ x is still seen to begin with two
// underscores. Variables are followed to everything the template ever assigns to them (scope.h).
// What it is not: an interpreter; loops run once, conditions are not decided, results are capped.
// Results live in the tree's arena, which must have room reserved and not move. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/vec.h"
#include "scan/formats/template/literal.h"
#include "scan/formats/template/scope.h"
#include "scan/formats/template/tree.h"

namespace bartizan::scan::templates {

struct Value {
  enum class Kind : std::uint8_t { unknown, string, integer, list };
  Kind kind = Kind::unknown;
  // Put together at run time, at least partly from the template's own text.
  bool built = false;
  std::uint32_t begin = 0;  // string: in the arena
  std::uint32_t length = 0;
  std::uint32_t node = kNoNode;  // list: whose children are its elements
  // integer: the number. Otherwise how long the text will be when it is rendered, at least; unlike
  // `length` it is never cut.
  std::int64_t number = 0;
};

inline bool is_string(const Value& value) { return value.kind == Value::Kind::string; }
inline bool is_list(const Value& value) { return value.kind == Value::Kind::list; }
inline bool is_integer(const Value& value) { return value.kind == Value::Kind::integer; }

// No attribute name, path or phrase that matters is longer; what is cut off becomes a hole.
inline constexpr std::size_t kMaxString = 4096;
// Elements of one list that are looked at.
inline constexpr std::size_t kMaxElements = 1024;

class Folder {
 public:
  Folder(base::Budget& budget, Tree& tree);

  // Reads all assignments and makes room; false when the budget refuses.
  bool prepare();

  const Scope& scope() const { return scope_; }
  std::string_view text(const Value& value) const { return tree_.text(value.begin, value.length); }
  Value value(std::uint32_t node);
  // Calls `use` with every value that `node` may have: follows conditions, `or`, defaults and
  // variables. Where there are too many, the last is unknown and built.
  template <typename Use>
  void each(std::uint32_t node, Use use) {
    Alternatives found;
    add_alternatives(node, 0, found);
    for (std::size_t i = 0; i < found.count; ++i) use(found.values[i]);
  }
  // Calls `use` with the value of each element of a list; for those beyond kMaxElements once, with
  // something unknown and built.
  template <typename Use>
  void elements(const Value& list, Use use) {
    const Node& owner = tree_[list.node];
    bool key = true;  // the keys of a dict are what a loop over it sees
    // The first child of a call is what is called: dict(a=1).
    std::uint32_t at = owner.first;
    if (owner.kind == NodeKind::call && at != kNoNode) at = tree_[at].next;
    std::size_t seen = 0;
    for (; at != kNoNode; at = tree_[at].next) {
      if (++seen > kMaxElements) return use(unknown(true));
      if (owner.kind == NodeKind::dict) {
        if (key) use(value(at));
        key = !key;
      } else if (tree_[at].kind == NodeKind::keyword) {
        use(name_of(tree_[at]));
      } else {
        use(value(at));
      }
    }
  }

 private:
  static constexpr std::size_t kMaxAlternatives = 64;
  struct Alternatives {
    std::array<Value, kMaxAlternatives> values;
    std::size_t count = 0;
  };

  void add_alternatives(std::uint32_t node, unsigned depth, Alternatives& found);
  void add_alternative(const Value& value, Alternatives& found) const;

  Value compute(std::uint32_t node);
  Value variable(std::span<const Binding> bound);
  Value binding_value(const Binding& binding);
  Value chain(const Node& node);
  Value arithmetic(const Node& node);
  Value item(const Node& node);
  Value member(const Value& object, std::string_view key);
  Value element(const Value& object, std::int64_t index);
  Value slice(const Value& object, const Node& node);
  Value filter(const Node& node);
  Value call(const Node& node);
  Value body(const Node& node);
  Value function(std::string_view name, const Value& subject, std::uint32_t argument);
  Value join(const Value& list, const Value& separator);
  Value replace(const Value& subject, std::uint32_t argument);
  Value printf(const Value& format, const Value& arguments);
  Value brace_format(const Value& format, std::uint32_t argument);

  // Strings are made at the end of the arena: mark(), put() ..., finish().
  std::uint32_t mark() const { return static_cast<std::uint32_t>(tree_.arena().size()); }
  void put(std::string_view text);
  void put(const Value& value);
  Value finish(std::uint32_t begin);
  Value name_of(const Node& node) const;
  static Value unknown(bool built);
  static std::int64_t weight(const Value& value);
  static Value integer(std::int64_t number);
  bool built(const Value& value) const { return value.built || value.kind == Value::Kind::string; }

  base::Budget& budget_;
  Tree& tree_;
  Scope scope_;
  base::Vec<Value> values_;        // by node
  base::Vec<std::uint8_t> state_;  // by node
  std::size_t room_ = 0;
  unsigned depth_ = 0;
};

}  // namespace bartizan::scan::templates

// Scope: everything that a template ever assigns to a name.
//
// What it is: one sorted list of assignments (set, for, with, macro parameters and the arguments of
// macro calls, attributes of namespaces), regardless of order and nesting: the judge asks what a
// name may be, and may not miss one. What it is not: a symbol table with visibility. Names are
// views of the tree's arena, which must not move. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/vec.h"
#include "scan/formats/template/tree.h"

namespace bartizan::scan::templates {

// A name with more assignments than this is taken for anything at all: asking each of them for each
// use would make the work quadratic.
inline constexpr std::size_t kMaxBindings = 256;

struct Binding {
  std::string_view name;
  std::string_view attribute;        // of a namespace, else empty
  std::uint32_t node = kNoNode;      // an expression, a body or a macro; kNoNode: data
  std::uint32_t position = kNoNode;  // in a tuple of targets
  bool element = false;              // bound to the elements of `node`
  bool macro = false;
};

class Scope {
 public:
  Scope(base::Budget& budget, const Tree& tree) : tree_(tree), bindings_(budget) {}

  // False when the budget refuses.
  bool collect();

  std::span<const Binding> find(std::string_view name, std::string_view attribute = {}) const;
  bool defines(std::string_view name) const { return !find(name).empty(); }
  // A macro of that name, else kNoNode.
  std::uint32_t macro(std::string_view name) const;

 private:
  bool bind(std::uint32_t target, std::uint32_t value, bool element, std::uint32_t position);
  bool bind(std::string_view name, std::uint32_t value, std::string_view attribute = {});
  bool collect_from(std::uint32_t index);
  bool collect_set(const Node& node);
  bool collect_macro(std::uint32_t index);
  bool collect_call(const Node& node);
  void sort();

  const Tree& tree_;
  base::Vec<Binding> bindings_;
  std::size_t sorted_ = 0;
};

}  // namespace bartizan::scan::templates

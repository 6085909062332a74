// Resolve: what a name or expression of a Python file stands for, as far as the file itself tells.
//
// What it is: dotted symbols ("openai.OpenAI().chat.completions.create") through imports, aliases,
// instances, annotations and base classes; strings through assignments, defaults, f-strings and
// the environment's defaults. What it is not: an interpreter: branches are all taken, loops give
// each of their literals. Queries are bounded by kMostVisits; never fails. One thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/budget.h"
#include "use/parse/discover/python/tree.h"

namespace bartizan::use::python {

// A string that an expression may have.
struct Value {
  std::string text;
  std::uint32_t offset = 0;  // of its literal
  bool direct = true;        // the literal stands at the place itself
  std::string_view env;      // the variable whose default it is
};
// A name of another file that an expression has: "app.config:MODEL".
struct Foreign {
  std::string symbol;
};
struct Values {
  std::vector<Value> known;
  std::vector<Foreign> foreign;
};

inline constexpr int kMostVisits = 200;                    // nodes of one query
inline constexpr std::uint64_t kMostLookedAt = 3'000'000;  // nodes of all queries of a file
inline constexpr std::size_t kMostValues = 16;
inline constexpr std::size_t kMostText = 4096;  // of a value that is put together
inline constexpr int kMostHops = 24;            // from name to name

class Resolver {
 public:
  Resolver(const Tree& tree, base::Budget& budget) : tree_(tree), budget_(budget) {}

  // Hostile files can ask for more than they get.
  bool exhausted() const { return looked_at_ > kMostLookedAt; }

  // Empty when it cannot be told. A call is written "()", one of a first literal argument that
  // decides what comes back "(bedrock-runtime)".
  std::string symbol(NodeId node, ScopeId scope);
  Values values(NodeId node, ScopeId scope);
  // The first known string, empty without one.
  std::string text(NodeId node, ScopeId scope);
  // The nodes that a name or expression may be, through names (a dict literal, a call).
  std::vector<NodeId> origins(NodeId node, ScopeId scope);

  // Whether an expression is true; a parameter is what its default says, and anything its callers
  // say where that is false.
  enum class Truth : std::uint8_t { no, unknown, yes };
  Truth truth(NodeId node, ScopeId scope);

  // The dotted name as written ("self.client.chat"), empty for other shapes.
  std::string spelling(NodeId node) const;
  NodeId keyword(NodeId call, std::string_view name) const;
  // The positional argument at `index`, kNone without one or behind a star.
  NodeId positional(NodeId call, std::size_t index) const;
  NodeId callee(NodeId call) const { return tree_[call].first; }
  // The class scope that a name, instance or `self` belongs to; nullptr without one in this file.
  const Scope* class_of(NodeId node, ScopeId scope);
  // Whether a name is bound by this file itself, not by an import.
  bool defined_here(NodeId name, ScopeId scope);
  // The function scope around `scope`, or 0.
  ScopeId function_around(ScopeId scope) const;
  ScopeId class_around(ScopeId scope) const;

  // Defaults of command-line options: add_argument("--model", default=...).
  void add_option(std::string_view name, NodeId value, ScopeId scope) {
    options_[std::string(name)] = {value, scope};
  }
  // A parameter that a decorator gives the items of a literal list.
  void add_parameter(ScopeId function, std::string_view name, NodeId list) {
    const auto own = tree_.scopes[function].names.find(name);
    if (own == tree_.scopes[function].names.end()) return;
    parameters_.insert_or_assign(&tree_.bindings[own->second.front()], list);
  }

 private:
  struct Query {
    int visits = 0;
    int hops = 0;
  };
  using Bindings = std::vector<const Binding*>;

  bool visit(Query& query) {
    return ++query.visits <= kMostVisits && query.hops <= kMostHops &&
           ++looked_at_ <= kMostLookedAt && budget_.charge_steps();
  }
  // What a name may be at `offset`: the nearest binding before it, and those of branches.
  Bindings lookup(std::string_view name, ScopeId scope, std::uint32_t offset);
  static void collect(const Tree& tree, const Scope& scope, std::string_view name,
                      std::uint32_t offset, bool any_order, Bindings& out);
  std::string symbol(NodeId node, ScopeId scope, Query& query);
  std::string symbol_of(const Binding& binding, Query& query);
  std::string symbol_of_annotation(NodeId node, ScopeId scope, Query& query);
  void values(NodeId node, ScopeId scope, bool direct, Values& out, Query& query);
  void values_of(const Binding& binding, Values& out, Query& query);
  void values_of_call(NodeId node, ScopeId scope, Values& out, Query& query);
  void values_of_attribute(NodeId node, ScopeId scope, Values& out, Query& query);
  void values_of_subscript(NodeId node, ScopeId scope, Values& out, Query& query);
  void join(const std::vector<NodeId>& parts, ScopeId scope, Values& out, Query& query);
  void origins(NodeId node, ScopeId scope, std::vector<NodeId>& out, Query& query);
  Truth truth(NodeId node, ScopeId scope, Query& query);
  const Scope* class_of(NodeId node, ScopeId scope, Query& query);
  Bindings members(NodeId base, std::string_view name, ScopeId scope, Query& query);

  const Tree& tree_;
  base::Budget& budget_;
  std::uint64_t looked_at_ = 0;
  struct Option {
    NodeId value;
    ScopeId scope;
  };
  std::unordered_map<std::string, Option> options_;
  std::unordered_map<const Binding*, NodeId> parameters_;
};

}  // namespace bartizan::use::python

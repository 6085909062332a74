// Reading: one Python file on its way to detections.
//
// What it is: the tree, what names stand for, and one method for each rule of docs/discovery.md;
// reading.cc walks, the other files hold the rules. What it is not: the tokenizer or parser
// (tree.h). Lives for one file; one thread.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "text/lines.h"
#include "text/secrets.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/python/calls.h"
#include "use/parse/discover/python/resolve.h"
#include "use/parse/discover/python/tree.h"
#include "use/parse/discover/reader.h"

namespace bartizan::use::python {

// More ids than this in one literal are a table of what there is (docs/discovery.md).
inline constexpr std::size_t kMostListed = 8;
// Shorter texts are no prompts.
inline constexpr std::size_t kLeastPrompt = 40;

class Reading {
 public:
  // `places` gives the line of the file for each line of the text, when those differ: the cells of
  // a notebook. Empty: they are the same.
  Reading(SourceText& source, const Tree& tree, std::span<const std::uint32_t> places = {});
  void run();

 private:
  // What holds the value of an expression: the name it is assigned to.
  struct Place {
    ScopeId scope = 0;
    std::string_view holder;
    bool table = false;  // inside a literal of too many ids
  };

  // reading.cc
  void statement(const Statement& statement);
  void walk(NodeId node, Place place, int depth);
  void literal(NodeId node, const Place& place);
  std::size_t ids_in(NodeId node, int depth) const;
  void find_options();
  void find_parameters();
  void parametrized_datasets(NodeId listed);
  void find_tables();
  void find_used();
  Detection make(ComponentKind kind, std::string name, std::string_view provider,
                 std::string_view signal, std::uint32_t offset) const;
  void put(Detection detection);
  void finish();
  std::uint32_t line_of(std::uint32_t offset) const {
    const std::uint32_t line = lines_.line_of(offset);
    return line > 0 && line <= places_.size() ? places_[line - 1] : line;
  }
  // Its own name for an agent or tool: `name=`, else the holder, else the function around.
  std::string own_name(NodeId call, const Place& place, std::string_view at);
  // Whether the file is part of the package that `path` begins with.
  bool own_package(std::string_view path) const;
  const Node& at(NodeId node) const { return tree_[node]; }
  const scan::Catalog& catalog() const { return source_.report.catalog(); }

  // imports.cc
  void imports(const Statement& statement);
  void package(const Binding& binding);
  void constants();

  // models.cc
  struct Use {
    std::string hint;
    bool strong = false;  // the place takes a model; else only what looks like one counts
    std::string_view signal;
    Certainty most = Certainty::high;
    std::vector<Attribute> attributes;
    std::uint32_t offset = 0;
    bool hub = false;  // from_pretrained and its like: unpinned matters
  };
  void model_values(NodeId value, ScopeId scope, const Use& use);
  void model_value(const Value& value, const Use& use);
  bool takes_model(std::string_view name);
  void model_call(NodeId call, std::string_view path, bool known, const Role* role,
                  const Place& place);
  // Whatever is called, a name that only loaders of models take, and what it is set to.
  void trusts(NodeId value, std::string_view name, ScopeId scope, std::uint32_t offset);
  // Where a program of AI opens a port beyond this machine.
  void serves(NodeId call, std::string_view last, const Place& place);
  void trusting_call(NodeId call, std::string_view path, const Place& place);
  void local_file(NodeId call, const Role& role, const Place& place);
  void named(NodeId call, std::string_view path, const Role& role);
  void dataset(NodeId call, const Role& role, const Place& place);
  void assigned(const Statement& statement);
  void entries(NodeId dict, const Place& place);
  void option(NodeId call, std::string_view last, const Place& place);

  // calls_rules.cc
  struct Known {
    bool ai = false;  // of an AI library
    std::optional<Role> role;
  };
  const Known& look_up(const std::string& path, bool known);
  void call(NodeId node, const Place& place);
  void decorators(ScopeId scope);
  void klass(ScopeId scope);
  void agent(NodeId call, std::string_view path, const Place& place);
  void tool(NodeId call, std::string_view path, const Role& role, const Place& place);
  void tool_schema(NodeId dict, const Place& place);
  NodeId entry(NodeId dict, std::string_view name) const;
  std::string arguments(NodeId list) const;
  void mcp_client(NodeId call, const Role& role, const Place& place);
  void mcp_clients(NodeId call, const Place& place);
  void mcp_entry(NodeId dict, const Place& place);
  void cloud_client(NodeId call, std::string_view path, const Place& place);

  // texts.cc
  void string(NodeId node);
  void assigned_keys();
  void given_key(NodeId value, const Place& place);
  void endpoint(NodeId value, std::string_view argument, const Place& place, bool any_host);
  void credential_name(std::string_view name, std::uint32_t offset, std::string_view signal);
  void key_variable(NodeId call, const Place& place);
  void prompt(const Statement& statement);
  void base_urls(NodeId call, const Place& place, Use& use);

  struct Pending {
    Detection detection;
    std::string raw;
    bool strong;
  };

  SourceText& source_;
  const Tree& tree_;
  base::Budget& budget_;
  Resolver resolver_;
  text::Lines lines_;
  std::span<const std::uint32_t> places_;
  std::vector<Pending> models_;
  std::set<std::string, std::less<>> put_;  // what was reported, by kind, name and line
  std::set<std::string, std::less<>> packages_;
  std::unordered_set<ScopeId> tables_;  // classes that only list ids
  // Names that the file does something with other than comparing: not `if model in REASONING`.
  std::unordered_set<std::string_view> used_;
  std::unordered_map<std::string_view, bool> takes_model_;
  std::unordered_map<std::string, Known> looked_up_[2];  // by whether the path is known
  bool ai_ = false;                                      // the file imports an AI library
};

}  // namespace bartizan::use::python

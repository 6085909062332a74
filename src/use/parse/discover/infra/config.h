// Config: documents of YAML, JSON and TOML that configure something, walked for AI.
//
// What it is: one walk for compose files, Kubernetes manifests, Helm values, CI workflows and
// applications' settings: images, variables, commands, steps and settings mean the same in all of
// them; what is special to one is in kubernetes.cc and frameworks.cc. What it is not: a validator
// of any of them. Depth is limited by the parsers (text/tree.h); each node costs one step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/lines.h"
#include "text/tree.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/infra/shell.h"

namespace bartizan::use::infra {

class Config {
 public:
  // `strict`: the file may be about anything, so that a value has to look like a model.
  Config(SourceText& source, std::string_view signal, bool strict)
      : source_(source),
        signal_(signal),
        strict_(strict),
        lines_(source.text),
        shell_(source, signal) {}

  void walk(const text::Node& node);
  void signal(std::string_view signal) {
    signal_ = signal;
    shell_.signal(signal);
  }

  // For kubernetes.cc and frameworks.cc.
  SourceText& source() { return source_; }
  Spot spot(const text::Node& node) const;

 private:
  void any(const text::Node& node, std::string_view key, int depth, bool table);
  void object(const text::Node& node, std::string_view key, int depth, bool table);
  void member(const text::Node& node, int depth, bool table);
  void container(const text::Node& node);
  void environment(const text::Node& node);
  void script(const text::Node& node);
  void scalar(const text::Node& node, std::string_view key, bool table);
  bool is_table(const text::Node& node) const;

  SourceText& source_;
  std::string_view signal_;
  bool strict_;
  text::Lines lines_;
  Shell shell_;
};

// kubernetes.cc: what kind and name of one manifest say, when it is one.
void put_kubernetes(Config& config, const text::Node& document);
// frameworks.cc: what a document of a known AI framework says besides its settings. `table` is true
// when the plain walk must not follow (its names are no models).
struct Framework {
  std::string_view name;  // empty: none
  bool walk = true;       // the plain walk is wanted as well
};
Framework put_framework(Config& config, const text::Node& document);

}  // namespace bartizan::use::infra

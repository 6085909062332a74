// Reading: the small tools of the readers: attributes with their places, and what is beyond them.
//
// `Keeper` takes note of the nodes that attributes were made from, so that the rest of a member can
// be named when it cannot be carried. One object a component; borrows nodes. One thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "assure/parse/bom/model.h"
#include "text/tree.h"

namespace bartizan::assure::bom {

// Where an attribute stands in the document.
struct Place {
  std::string pointer;
  std::size_t attribute = 0;
};

class Keeper {
 public:
  Keeper(Component& component, std::vector<Place>* places)
      : component_(component), places_(places) {}

  Component& component() { return component_; }
  // A text, number or boolean as an attribute; anything else is left alone.
  void keep(std::string key, const text::Node* value, const std::string& pointer);
  // The same with a value made of several nodes.
  void keep(std::string key, std::string value, const std::string& pointer,
            std::initializer_list<const text::Node*> from);
  void taken(const text::Node* node) {
    if (node != nullptr) taken_.insert(node);
  }
  // The member as it stands, with the paths in it that nothing was made of.
  void raw(const text::Node& member);
  // A whole element of SPDX, under the key "element".
  Raw element(const text::Node& node) const;
  static Raw raw_of(const text::Node& member);

 private:
  void beyond(const text::Node& node, const std::string& path, std::vector<std::string>& out) const;

  Component& component_;
  std::vector<Place>* places_;
  std::unordered_set<const text::Node*> taken_;
};

// Texts, numbers and booleans; empty for others and for nullptr.
std::string_view scalar(const text::Node* node);

}  // namespace bartizan::assure::bom

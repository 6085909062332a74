// Holding: of a found system's components, what reconciliation needs to know.
//
// What it is: what is shown of a system that nobody declared, what changed since it was assigned,
// and which models it has, in one text that is kept beside the system, so that a large estate is
// compared without reading its components. What it is not: the components. Owns its text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/component.h"

namespace bartizan::use {

struct DeclaredPart {
  record::ComponentKind kind = record::ComponentKind::package;
  std::string name, provider, version;
};

class Holding {
 public:
  Holding() = default;
  // `components` in the order in which they are shown; `declared`: what they were when somebody
  // said which use case this is, nullptr where nobody did.
  Holding(std::span<const record::Component* const> components,
          const std::vector<DeclaredPart>* declared);
  // Of what text() gave. It comes from a store: what cannot be read is left out.
  static Holding from(std::string text);

  // Lines, none of them empty.
  const std::string& text() const { return text_; }
  // Whether there is a component at all.
  bool any() const { return !text_.empty(); }
  // "model gpt-4o", "package openai 1.50.0"; the last line may say how many more there are.
  std::vector<std::string> contents() const { return lines('c'); }
  // "new: model gpt-5". Of models, data sets, agents, hosts; of packages also another version.
  std::vector<std::string> changes() const { return lines('d'); }

  struct Model {
    std::string name;
    bool local = false;  // a file, whose name is its path
  };
  std::vector<Model> models() const;

 private:
  std::vector<std::string> lines(char kind) const;
  void put(char kind, std::string_view value);

  std::string text_;
};

// "model gpt-4o".
std::string label(record::ComponentKind kind, std::string_view name, std::string_view version);

}  // namespace bartizan::use

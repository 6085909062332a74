// Element: a component as a package or file of SPDX 3.0.1, before it is written.
//
// What it is: which class it becomes, which attributes its members hold, what its profile demands
// and it does not know. Borrows the component. One thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "assure/bom/cyclonedx_parts.h"
#include "assure/bom/write.h"

namespace bartizan::assure::bom {

struct Element {
  const Component* component = nullptr;
  std::string type;                         // "ai_AIPackage" ...
  std::set<const record::Attribute*> held;  // said by a member, word for word
  std::vector<std::string> unmet;           // what the AI or Dataset profile demands and is unknown
  std::vector<Loss> losses;

  // The members behind type, spdxId and creationInfo. `agent` gives the id of an organisation.
  void write(Out& out, const std::function<std::string(std::string_view)>& agent);
};

Element element_of(const Component& component);

}  // namespace bartizan::assure::bom

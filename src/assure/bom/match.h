// Match: which component of one document is which of another. Pure.
#pragma once

#include <string>

#include "assure/parse/bom/model.h"

namespace bartizan::assure::bom {

// What a component is whatever its version: its package URL without version and qualifiers, else
// kind, provider, group and name.
std::string identity(const Component& component);
// The package URL with its version, without qualifiers that do not name it; empty without one.
std::string versioned_purl(const Component& component);
// For people: "torch 2.4.1".
std::string display(const Component& component);

}  // namespace bartizan::assure::bom

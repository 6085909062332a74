// Plain: the types of values that need no row of a table: texts, numbers, times, references.
//
// Pure functions over one node.
#pragma once

#include <string>
#include <string_view>

#include "text/tree.h"

namespace bartizan::assure::bom {

// The kind of node that the plain type wants.
text::Node::Kind wanted_kind(std::string_view type);
// Why the node does not fit the type, empty when it does.
std::string wrong_with(const text::Node& node, std::string_view type);

}  // namespace bartizan::assure::bom

// Path list: the entry of a list whose key fits the end of a path.
//
// Keys are whole parts in lower case; "*" fits one part, "*.md" one with that ending, "**" any
// number of parts. What it is not: a glob of anything else. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scan/catalog.h"

namespace bartizan::use::agents {

// The value of the longest key that fits; exact keys are looked up, those with "*" are tried.
std::optional<std::string_view> path_entry(std::string_view path, std::string_view list,
                                           const scan::Catalog& catalog);

std::string lower_path(std::string_view path);

}  // namespace bartizan::use::agents

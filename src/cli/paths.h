// Paths: what the user named, checked before any work starts.
#pragma once

#include <string>
#include <vector>

namespace bartizan::cli {

// Whether all are there; says which is not.
bool all_exist(const std::vector<std::string>& paths);

}  // namespace bartizan::cli

// Paths: what the user named, checked before any work starts.
#pragma once

#include <string>
#include <vector>

namespace bartizan::cli {

// Whether all are there; says which is not.
bool all_exist(const std::vector<std::string>& paths);

// Each folder once (run/roots.h); says which name is left out.
std::vector<std::string> each_once(const std::vector<std::string>& paths, bool quiet);

}  // namespace bartizan::cli

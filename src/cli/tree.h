// Tree: folders read with their models' contents, for commands that describe or judge what is there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "run/config.h"
#include "run/discover.h"

namespace bartizan::cli {

struct TreeOptions {
  std::vector<std::string> roots;
  std::vector<std::string> exclude;
  bool installed = false;
};
// With a progress bar and Ctrl-C. nullopt, with the exit code set, after having said why and, in the
// words of `outcome` ("no BOM was written"), what that means.
std::optional<run::DiscoverReport> read_tree(const GlobalOptions& global, const run::Config& config,
                                             const TreeOptions& tree, const std::string& outcome,
                                             int& code);

}  // namespace bartizan::cli

// The options of vuln as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct VulnCommand {
  std::vector<std::string> paths;
  std::vector<std::string> exclude;
  std::string system;
  std::vector<std::string> boms;
  bool everything = false;  // all that the store knows
  bool installed = false;
  bool gate = false;
  bool no_remember = false;
  std::string exposed;  // "yes" or "no", for systems of which nobody said anything
  std::string by;
  std::string reason;
  std::string as_of;
  bool unfold = false;
};

struct VulnCommands {
  VulnCommand vuln;
};

int run(const GlobalOptions& global, const VulnCommand& command);

}  // namespace bartizan::cli

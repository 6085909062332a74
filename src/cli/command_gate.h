// The options of gate as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct GateCommand {
  std::vector<std::string> paths;
  std::vector<std::string> exclude;
  std::string policy;
  std::string preset;
  std::string print_preset;
  std::string bom;
  std::string system;
  std::string explain;
  std::string sign_with;
  std::string passphrase_file;
  bool installed = false;
  bool dry_run = false;
  bool all = false;
  bool no_cache = false;
  bool require_sandbox = false;
};

struct GateCommands {
  GateCommand gate;
};

int run(const GlobalOptions& global, const GateCommand& command);

}  // namespace bartizan::cli

// The options of serve as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct ServeCommand {
  std::string listen = "127.0.0.1:8765";
  std::vector<std::string> roots;
  std::vector<std::string> hosts;
  std::string certificate, key;
  bool require_sandbox = false;
  bool openapi = false;
};

struct ServeCommands {
  ServeCommand serve;
};

int run(const GlobalOptions& global, const ServeCommand& command);

}  // namespace bartizan::cli

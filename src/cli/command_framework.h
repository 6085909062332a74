// The options of framework as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct FrameworkListCommand {};

struct FrameworkShowCommand {
  std::string id;  // of a framework, a requirement or a check
  int level = 0;   // up to this level only; 0: all
};

struct FrameworkImportCommand {
  std::vector<std::string> files;
  std::string framework;  // empty: the only one that takes texts
};

struct FrameworkCommands {
  FrameworkListCommand list;
  FrameworkShowCommand show;
  FrameworkImportCommand import;
};

int run(const GlobalOptions& global, const FrameworkListCommand& command);
int run(const GlobalOptions& global, const FrameworkShowCommand& command);
int run(const GlobalOptions& global, const FrameworkImportCommand& command);

}  // namespace bartizan::cli

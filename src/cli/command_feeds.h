// The options of feeds as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct FeedsUpdateCommand {
  std::vector<std::string> sources;  // none: every feed from where it came, or the one of that name
  std::string name;
  std::string kind = "auto";
  std::string sha256;
};

struct FeedsListCommand {};

struct FeedsRemoveCommand {
  std::string name;
};

struct FeedsCommands {
  FeedsUpdateCommand update;
  FeedsListCommand list;
  FeedsRemoveCommand remove;
};

int run(const GlobalOptions& global, const FeedsUpdateCommand& command);
int run(const GlobalOptions& global, const FeedsListCommand& command);
int run(const GlobalOptions& global, const FeedsRemoveCommand& command);

}  // namespace bartizan::cli

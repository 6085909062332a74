// The options of policy and faq as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct PolicyCommand {
  std::string id;
  std::string as_of;  // a day
  std::string since;  // a day
};

struct FaqCommand {
  std::vector<std::string> words;
};

struct PolicyCommands {
  PolicyCommand policy;
  FaqCommand faq;
};

int run(const GlobalOptions& global, const PolicyCommand& command);
int run(const GlobalOptions& global, const FaqCommand& command);

}  // namespace bartizan::cli

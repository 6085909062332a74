// The options of gate as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct GateCommands {};

}  // namespace bartizan::cli

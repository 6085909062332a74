// The options of exposure, clock, vex, ssvc as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct CasesCommands {};

}  // namespace bartizan::cli

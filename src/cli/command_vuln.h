// The options of vuln as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct VulnCommands {};

}  // namespace bartizan::cli

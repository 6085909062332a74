// The options of sign, verify, key as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct SignCommands {};

}  // namespace bartizan::cli

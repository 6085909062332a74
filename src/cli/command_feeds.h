// The options of feeds as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct FeedsCommands {};

}  // namespace bartizan::cli

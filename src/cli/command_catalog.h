// The options of catalog as plain data.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace bartizan::cli {

struct CatalogCommands {};

}  // namespace bartizan::cli

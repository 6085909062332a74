// Newer rules and lists: catalog.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_catalog() {}

}  // namespace bartizan::cli

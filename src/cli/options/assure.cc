// Line of effort 2: assure AI systems.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_assure() {}

}  // namespace bartizan::cli

// What policy forbids: gate.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_gate() {}

}  // namespace bartizan::cli

// What must be fixed by when, and who said so: exposure, clock, vex, ssvc.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_cases() {}

}  // namespace bartizan::cli

// What the world knows about vulnerabilities: feeds.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_feeds() {}

}  // namespace bartizan::cli

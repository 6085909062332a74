// Which vulnerabilities the AI here has: vuln.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_vuln() {}

}  // namespace bartizan::cli

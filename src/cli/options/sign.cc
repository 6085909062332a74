// Who vouches for a model: sign, verify, key.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_sign() {}

}  // namespace bartizan::cli

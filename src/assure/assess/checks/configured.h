// Configured: checks of how something is set up, which `configuration` evidence says in a fact of
// the check's name: "yes" or "no", and why in the fact NAME:why. Pure functions.
#pragma once

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {

// `absent`: the sentence where nothing says it.
Outcome configured(const Material& material, std::string_view key, std::string_view good,
                   std::string_view absent);
// `found`, what was counted, and what files state of the same check besides.
Outcome also_configured(const Material& material, std::string_view key, std::string_view good,
                        Outcome found);

}  // namespace bartizan::assure::assess

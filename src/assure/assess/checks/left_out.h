// Left out: what a reading cannot say of what somebody excluded from it.
//
// What it is: the last word about a check that holds, or does not apply, because nothing was found
// in code and configuration: where some of these were excluded, nobody knows. What it is not: a
// check, or a word about model files that were scanned (models.h). Pure; thread-safe.
#pragma once

#include <string_view>

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

// `check`: its id. The outcome as it is where it does not rest on a reading of which something was
// left out.
Outcome as_far_as_read(const Material& material, std::string_view check, Outcome outcome);

}  // namespace bartizan::assure::assess

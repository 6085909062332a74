// Frameworks: imported texts, for every command that shows requirements.
#pragma once

#include "cli/command.h"
#include "report/framework.h"

namespace bartizan::cli {

// Of the store that the options, the configuration or the default name; complains about what cannot
// be read and goes on without.
report::ImportedTexts imported_texts(const GlobalOptions& global);

}  // namespace bartizan::cli

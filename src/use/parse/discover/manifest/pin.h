// Pin: whether what a manifest writes behind a name is one version, a range, or a place.
//
// Each registry's own notation. Pure.
#pragma once

#include <string_view>

#include "use/parse/discover/manifest/package.h"

namespace bartizan::use {

// Fills version, constraint or url of `package` (and its name, for npm's aliases).
// `written`: "==1.2", "^1.2.3", "[1.0,2.0)", "git+https://...", "workspace:*", "" ...
void pin(std::string_view type, std::string_view written, Package& package);

}  // namespace bartizan::use

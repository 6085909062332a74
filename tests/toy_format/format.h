// Crate: the toy format of docs/adding-a-format.md.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::crate {

extern const Format kCrate;

}  // namespace bartizan::scan::crate

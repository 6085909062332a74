// Git LFS pointer: the model is not here, only its name (git-lfs docs/spec.md, version 1).
#pragma once

#include "scan/format.h"

namespace bartizan::scan::lfs {

extern const Format kPointer;

}  // namespace bartizan::scan::lfs

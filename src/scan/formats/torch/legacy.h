// PyTorch's stream format (torch.save before 1.6): five pickles in a row, then raw storages.
//
// What it is: magic number, protocol, system information, object, storage keys; then per key the
// number of elements and the bytes (torch/serialization.py, _legacy_load). What it is not: the tar
// layout before 0.1.10 (legacy_tar.h) or the ZIP layout (container.h). Pure.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::torch {

extern const Format kLegacy;

}  // namespace bartizan::scan::torch

// safetensors: a JSON header and raw tensors, made so that loading runs nothing.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::safetensors {

extern const Format kSafetensors;

}  // namespace bartizan::scan::safetensors

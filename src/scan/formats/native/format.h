// Native code and scripts: never models, and at least suspicious under a model's name.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::native {

extern const Format kElf;
extern const Format kPe;
extern const Format kMachO;
extern const Format kApe;
extern const Format kWasm;
extern const Format kJavaClass;
extern const Format kPythonBytecode;
extern const Format kLlvmBitcode;
extern const Format kScript;

}  // namespace bartizan::scan::native

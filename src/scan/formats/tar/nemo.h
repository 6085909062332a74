// model_config.yaml of a NeMo archive: what hydra would build from it.
//
// What it is: a line scan for `_target_` and `target` keys, whose values are called by name when
// the model is restored. What it is not: a YAML parser; a target spread over several lines is
// unknown and said to be. Claims nothing; tar/parse.cc names it.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::tar {

extern const Format kNemoConfig;

}  // namespace bartizan::scan::tar

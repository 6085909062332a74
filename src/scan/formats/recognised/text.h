// Models written as text, told from all other text by more than a word.
//
// Pure functions over the first 4 KiB.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::recognised {

Claim claim_ncnn(const Probe& probe);
Claim claim_light_gbm(const Probe& probe);
Claim claim_xgboost_json(const Probe& probe);
Claim claim_mxnet_symbol(const Probe& probe);
Claim claim_core_ml_program(const Probe& probe);
Claim claim_pmml(const Probe& probe);
Claim claim_openvino(const Probe& probe);

}  // namespace bartizan::scan::recognised

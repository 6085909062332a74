// Models in binary formats whose magic is too weak alone, or stands elsewhere than at the front.
//
// Pure functions apart from a bounded number of small reads.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::recognised {

Claim claim_hdf5(const Probe& probe);
Claim claim_tf_checkpoint_index(const Probe& probe);
Claim claim_cat_boost(const Probe& probe);
Claim claim_xgboost_ubj(const Probe& probe);
Claim claim_xgboost_binary(const Probe& probe);
Claim claim_mxnet_params(const Probe& probe);
Claim claim_torch7(const Probe& probe);
Claim claim_r_data(const Probe& probe);
Claim claim_tensorrt(const Probe& probe);
Claim claim_rknn(const Probe& probe);
Claim claim_ncnn_binary(const Probe& probe);
Claim claim_core_ml_compiled(const Probe& probe);
Claim claim_flax(const Probe& probe);
Claim claim_thinc(const Probe& probe);

}  // namespace bartizan::scan::recognised

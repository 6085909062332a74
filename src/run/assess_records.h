// Records as evidence: what people wrote down about posture, readiness and risks, and the policy
// register. For gather().
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "record/evidence.h"
#include "store/store.h"

namespace bartizan::run {

// `system`: its records and those of the organisation; empty: all of them.
base::Result<std::vector<record::Evidence>> recorded_evidence(store::Store& store,
                                                              const std::string& system,
                                                              base::Millis now);

}  // namespace bartizan::run

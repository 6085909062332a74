// Records as evidence: risks of AI in sectors, as pieces of kind `readiness` and type `sector-risk`,
// and the policy register, as one piece of kind `policy`. For gather().
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "record/evidence.h"
#include "store/store.h"

namespace bartizan::run {

// `system`: its risks and those of no system in particular; empty: all of them.
base::Result<std::vector<record::Evidence>> risk_evidence(store::Store& store,
                                                          const std::string& system);
// How many entries hold at that time, and which of them were not looked at by their check date.
record::Evidence policy_evidence(base::Millis now);

}  // namespace bartizan::run

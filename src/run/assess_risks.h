// Risks as evidence: what people wrote down about AI in the sectors that they work in, as pieces of
// kind `readiness` and type `sector-risk`. For gather().
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

}  // namespace bartizan::run

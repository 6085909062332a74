// Settings as evidence: what files state about containers, endpoints and tools, as pieces of kind
// `configuration`, one for each file, with the lines that say it.
//
// What it is: what a reading of folders leaves beside the estate. What it is not: a conclusion from
// silence; what a file leaves out is unknown, and the sentence says what to write. Only files that
// were read are opened again, for their hash and the place of their lines.
#pragma once

#include <vector>

#include "run/discover.h"
#include "store/store.h"

namespace bartizan::run {

// For leave_evidence, after the reading was kept. A file that states nothing any more has a piece
// that says it is gone.
base::Result<std::vector<record::Evidence>> settings_evidence(store::Store& store,
                                                              const DiscoverReport& report,
                                                              base::Millis now);

}  // namespace bartizan::run

// What the JSON reports share: an artifact's JSON with the words of its findings' rules.
//
// Pure; the catalogue must outlive what is returned.
#pragma once

#include "record/json.h"
#include "scan/catalog.h"

namespace bartizan::report {

// Without spans and facts: those are the matter of inspect, a checkpoint has thousands of them.
record::ArtifactParts report_parts(const scan::Catalog& catalog);

}  // namespace bartizan::report

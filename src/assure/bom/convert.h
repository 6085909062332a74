// Convert: a Bom that was read as one format, made ready to be written as another.
//
// What it is: where the kept JSON of one version of CycloneDX is cut to what another version knows,
// with a list of what went. What it is not: a writer; write() calls it. Pure.
#pragma once

#include <vector>

#include "assure/bom/write.h"

namespace bartizan::assure::bom {

// Appends to `losses`.
Bom fit(const Bom& bom, Format format, std::vector<Loss>& losses);

}  // namespace bartizan::assure::bom

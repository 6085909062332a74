// Judge: what the expressions of a template can reach and do.
//
// By capability: attributes, keys and filters whose names lead out of data, calls of anything that
// is not known to be harmless, and work without bound. Names are looked up in
// catalogs/lists/template-*. What a template says to the model is prose.h's business; what it does
// on conditions is flow.h's.
#pragma once

#include "scan/catalog.h"
#include "scan/formats/template/fold.h"
#include "scan/formats/template/report.h"

namespace bartizan::scan::templates {

void judge_expressions(const Catalog& catalog, base::Budget& budget, const Tree& tree,
                       Folder& folder, Report& report);

}  // namespace bartizan::scan::templates

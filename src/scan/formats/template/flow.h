// Flow: what a template does only sometimes, or too often.
//
// What it is: one walk over the statements that multiplies nested loops, looks at conditions on the
// words of the conversation and on the date, and at replaced words. What it is not: a proof; it
// knows which conditions real templates have (markers, roles, types) and reports the others.
#pragma once

#include "scan/formats/template/fold.h"
#include "scan/formats/template/report.h"

namespace bartizan::scan::templates {

// False when the budget refuses.
bool judge_flow(base::Budget& budget, const Tree& tree, Folder& folder, Report& report);

}  // namespace bartizan::scan::templates

// Prose: what a template says to the model that its user may not see.
//
// What it is: all text that can be written out, put in one line in the order of the template with
// holes for what is not known, searched for invisible characters, instructions against the user,
// addresses that receive data, commands and blobs. Splitting a sentence over literals, comments or
// tags changes nothing. What it is not: a judge of tone; default system prompts are facts.
#pragma once

#include "scan/catalog.h"
#include "scan/formats/template/fold.h"
#include "scan/formats/template/report.h"

namespace bartizan::scan::templates {

// False when the budget refuses.
bool judge_prose(const Catalog& catalog, base::Budget& budget, const Tree& tree, Folder& folder,
                 Report& report);

}  // namespace bartizan::scan::templates

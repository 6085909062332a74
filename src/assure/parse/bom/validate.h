// Validate: what is wrong with a BOM by the rules of its own format, with place, line and reason.
//
// What it is: CycloneDX 1.6 and 1.7 (earlier versions by the rules of 1.6) and SPDX 3.0.1 with the
// restrictions of its AI and Dataset profiles, which the standard's JSON Schema does not enforce.
// Errors make a document invalid; warnings are what a reader will stumble over. Pure.
#pragma once

#include <vector>

#include "assure/parse/bom/schema.h"

namespace bartizan::assure::bom {

// By line. `node` is the whole document.
std::vector<Problem> validate(const text::Node& node, base::Budget& budget);
std::vector<Problem> validate_spdx3(const text::Node& node, base::Budget& budget);
std::vector<Problem> validate_cyclonedx(const text::Node& node, base::Budget& budget);

}  // namespace bartizan::assure::bom

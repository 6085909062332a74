// The readers of SPDX 3.0.1 (JSON-LD) and SPDX 2.2/2.3 (JSON). Pure.
#pragma once

#include "assure/parse/bom/model.h"
#include "base/budget.h"
#include "text/tree.h"

namespace bartizan::assure::bom {

Bom read_spdx3(const text::Node& document, base::Budget& budget);
Bom read_spdx2(const text::Node& document, base::Budget& budget);

}  // namespace bartizan::assure::bom

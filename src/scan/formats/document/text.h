// Text documents, told apart by how they begin and end.
//
// Pure functions over the first 4 KiB and the last 1 KiB.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::document {

Claim claim_text(const Probe& probe);
Claim claim_8bit_text(const Probe& probe);
Claim claim_utf16(const Probe& probe);
Claim claim_json(const Probe& probe);
Claim claim_json_lines(const Probe& probe);
Claim claim_html(const Probe& probe);
Claim claim_svg(const Probe& probe);
Claim claim_xml(const Probe& probe);

}  // namespace bartizan::scan::document

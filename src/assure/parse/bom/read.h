// Read: a document tree of CycloneDX 1.2 to 1.7, SPDX 3.0.1 (JSON-LD) or SPDX 2.3 (JSON) as a Bom.
//
// What it is: the worker's half of import; what it does not know it keeps as Raw. What it is not: a
// validator (validate.h): it takes what is there. Pure. `rows` is where put_bom sends the result
// and the parent's half (bom/rows.h) reads it.
#pragma once

#include <optional>
#include <string_view>

#include "assure/parse/bom/model.h"
#include "base/budget.h"
#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::bom {

enum class Family : std::uint8_t { none, cyclonedx, spdx3, spdx2 };
Family family_of(const text::Node& document);

// nullopt when the document is of none of the families.
std::optional<Bom> read(const text::Node& document, base::Budget& budget);
Bom read_cyclonedx(const text::Node& document, base::Budget& budget);

void put_bom(record::RowSink& rows, const Bom& bom);

}  // namespace bartizan::assure::bom

// Table: a compiled catalogue that came with an update, looked at before anybody reads it.
//
// What it is: the parser "catalog", from the payload of a signed envelope to one row: "catalog"
// (what is wrong with the table, empty for nothing). What it is not: a judge of what the table says
// (assure/catalog), or of who made it: the signature was checked before (run/catalog.h).
#pragma once

#include <string_view>

#include "record/foreign.h"

namespace bartizan::assure::catalog {

inline constexpr std::string_view kParser = "catalog";
inline constexpr std::string_view kRow = "catalog";
// What the envelope of a catalogue says it carries.
inline constexpr std::string_view kPayloadType = "application/vnd.bartizan.catalog.v1";

void parse(record::Foreign& file);

}  // namespace bartizan::assure::catalog

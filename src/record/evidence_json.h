// The JSON form of evidence, answers, actions and standings, for reports and the API.
//
// What it is: one object for each record, its members in the order of record/evidence.h. Times are
// base::format_utc, null where they are 0; names from files and texts of people pass through
// base/escape.h, so that reading the output as base::unescape_name gives back every byte. Facts are
// one object. What it is not: a reader. Pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "base/json_write.h"
#include "record/evidence.h"

namespace bartizan::record {

// A fact as people and programs get it: of a list that is longer than these bytes the beginning, and
// how many more there are.
inline constexpr std::size_t kMostShownList = 32'768;
std::string shown_value(const EvidenceFact& fact);

void write(base::JsonWriter& out, const Evidence& evidence);
// The same inside an object that is open.
void write_members(base::JsonWriter& out, const Evidence& evidence);
void write(base::JsonWriter& out, const Answer& answer);
void write(base::JsonWriter& out, const Action& action);
void write(base::JsonWriter& out, const Standing& standing);

}  // namespace bartizan::record

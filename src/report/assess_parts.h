// What the reports of assessments share. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_write.h"
#include "report/assess.h"
#include "report/paint.h"

namespace bartizan::report::assess_parts {

Ink ink(record::Status status);
Ink ink(assure::assess::Holds holds);
std::string_view symbol(assure::assess::Holds holds);
// "Secure development", "Govern / Policies".
std::string group_title(const assure::assess::Framework& framework, std::string_view group);
// "3 days", "5 hours": how old, or how long still.
std::string days(base::Millis span);
// "7 scans of 2026-11-20 to 2026-11-27; count until 2026-12-04"
std::string summary(const AssessView& view, const std::vector<std::string>& ids);
// The evidence of a requirement as people want to read it: first what its conditions name against
// themselves, in that order, then by name. At most `most` pieces (0: all), which are chosen from
// the first kMostOrdered by id.
inline constexpr std::size_t kMostOrdered = 4096;
using Pieces = std::vector<const record::Evidence*>;
Pieces pieces_of(const AssessView& view, const assure::assess::Judged& judged, std::size_t most);
void write_totals(base::JsonWriter& out, const assure::assess::Totals& totals);
void write_fresh(base::JsonWriter& out, const Freshness& fresh, bool reproducible);
void write_time(base::JsonWriter& out, std::string_view key, base::Millis at);
std::string check_title(std::string_view reference);

}  // namespace bartizan::report::assess_parts

// Requirements: the texts of a published standard, from the user's copy of it.
//
// What it is: the parser "requirements", from a CSV with a header (id, level, requirement) or from
// the tables of a Markdown chapter to rows "requirement" (id, level, text). What it is not: a judge
// of which standard it is (assure/assess/texts.h). Wording is kept; only the marks for bold type
// and code around an id, and those for bold in a text, are taken off.
#pragma once

#include <string_view>

#include "record/foreign.h"

namespace bartizan::assure::requirements {

inline constexpr std::string_view kParser = "requirements";
inline constexpr std::string_view kRow = "requirement";
// A requirement is a sentence or two; what is longer is cut, with a note.
inline constexpr std::size_t kMostText = 4096;
inline constexpr std::size_t kMostId = 64;
// The largest standards have some hundred.
inline constexpr std::size_t kMostRequirements = 10'000;

void parse(record::Foreign& file);

}  // namespace bartizan::assure::requirements

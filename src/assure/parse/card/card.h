// Card: what the card of a model or data set, and the configuration beside it, say of it.
//
// What it is: the parser "card", from README.md (front matter and headings), config.json,
// adapter_config.json and generation_config.json to attributes of the BOM's vocabulary. What it is
// not: an observer; all of this is declared. Rows: "card" (kind of component, how sure: "hub" or
// "named"), "attribute" (key, value, line), and notes. Prose is cut to an excerpt.
#pragma once

#include "record/foreign.h"

namespace bartizan::assure::card {

// Whether the parser reads files of that name (the last part of their path).
bool claims(std::string_view name);
void parse(record::Foreign& file);

inline constexpr std::size_t kMostExcerpt = 600;

}  // namespace bartizan::assure::card

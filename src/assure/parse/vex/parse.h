// Parse: VEX documents (OpenVEX, CycloneDX with analyses) as rows.
//
// What it is: the worker's half: JSON in, one row kind for each part of a statement out
// (assure/vex/statements.h reads them). Words of CycloneDX become those of OpenVEX here, and what
// they lose stands in the impact. What it is not: a judge of who may speak, or of what fits.
//   document   format, author, timestamp, id
//   statement  vulnerability, status, justification, impact, action, timestamp, line
//   alias, product, subcomponent   one word of the statement before
// A product's second field is "root" where it is what the document as a whole describes.
#pragma once

#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::vex {

inline constexpr std::string_view kParser = "vex";
// A statement about more than this many products or aliases is cut, with a note.
inline constexpr std::size_t kMostWords = 1000;
inline constexpr std::size_t kMostStatements = 100'000;
// Longer texts are cut.
inline constexpr std::size_t kMostText = 4096;

void parse(record::Foreign& file);

// The two languages, each in its own file.
class Put;
void read_openvex(const text::Node& document, Put& put);
void read_cyclonedx(const text::Node& document, Put& put);

}  // namespace bartizan::assure::vex

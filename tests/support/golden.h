// The golden form of a result: what bytes led to, in a text that people review.
//
// What it is: format, verdict, coverage, members and findings as indented JSON, ranges as
// "offset+length". What it is not: the product's JSON; the words of a rule are left out, so that
// rewriting a sentence changes no golden file. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "record/artifact.h"

namespace bartizan::test {

std::string golden_text(const record::Artifact& artifact);

// The lines that differ, "-" for `wanted` and "+" for `got`; empty when nothing does.
std::string difference(std::string_view wanted, std::string_view got);

}  // namespace bartizan::test

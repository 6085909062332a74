// Checks that hold for every input, whatever is done to it.
//
// What it is: analysis with the architecture's invariants asserted around it, shared by the
// metamorphic tests and the fuzz targets. What it is not: an oracle for verdicts. Messages name the
// input and what was done to it. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"
#include "support/recipes.h"

namespace bartizan::test {

// A name that claims to be a model: nothing under it may pass as "another type of file".
inline constexpr std::string_view kModelName = "model.pkl";

// The first broken invariant of a result, empty when all hold: spans tile every member that has
// any, ranges lie inside their members, gaps forbid clean, the JSON form reads back equal.
std::string broken_invariant(const record::Artifact& artifact, std::size_t size);

// Analyses and checks. `what` says what was done to the input; it is printed when the analysis
// itself ends the process.
record::Artifact analyse_checked(std::string_view bytes, std::string_view path, record::Depth depth,
                                 const std::string& what, std::vector<std::string>& problems);

// Inputs of at most `most` bytes; larger ones exercise limits and say nothing new here.
std::vector<Input> small_inputs(std::size_t most);

// Places to cut or change: every offset of a short input; of a longer one the borders of its spans
// and about `most` others, evenly spread.
std::vector<std::size_t> offsets(const record::Artifact& artifact, std::size_t size,
                                 std::size_t most);

std::string join(const std::vector<std::string>& lines, std::size_t most = 20);

}  // namespace bartizan::test

// System: the parser "system": declarations of AI systems in a repository, .bartizan/system.toml.
//
// Rows: system (index, line), field (index of its system, id, value, line; values of arrays joined
// by "; "), note. One table is one system; [[system]] declares several. Field ids are those of the
// newest form (docs/inventory.md); what the form does not know is kept under its own name. What it
// is not: an observation. Pure; one thread.
#pragma once

#include <cstddef>

#include "record/foreign.h"

namespace bartizan::use {

inline constexpr std::size_t kMostSystems = 1000;
inline constexpr std::size_t kMostSystemFields = 500;
inline constexpr std::size_t kMostFieldText = 64 * 1024;

void parse_system(record::Foreign& file);

}  // namespace bartizan::use

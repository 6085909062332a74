// Which catalogue is in force, and what became of a newer one, for people and for programs.
//
// What it is: pure functions over assure/catalog; docs/catalogs.md explains the words. Texts of a
// catalogue are escaped here like names from files. No state.
#pragma once

#include <string>

#include "assure/api.h"
#include "report/api.h"

namespace bartizan::report {

struct CatalogOptions {
  TerminalStyle style;
  bool quiet = false;    // the last line only
  bool verbose = false;  // every change
};

// `weaker`: what the one in force makes weaker than the built-in one.
std::string catalog_state(const assure::catalog::State& state,
                          const assure::catalog::Comparison& weaker, const CatalogOptions& options);
std::string catalog_answer(const assure::catalog::Answer& answer, const CatalogOptions& options);

// docs/schemas/catalog-1.schema.json
std::string catalog_state_json(const assure::catalog::State& state,
                               const assure::catalog::Comparison& weaker,
                               const MachineOptions& options = {});
std::string catalog_answer_json(const assure::catalog::Answer& answer,
                                const MachineOptions& options = {});

}  // namespace bartizan::report

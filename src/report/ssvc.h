// What `ssvc` and `exposure list` say: decision tables, one decision with its inputs, and who said
// what about a system.
//
// What it is: pure functions from records to text. Names are escaped here. No state.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "record/decision.h"
#include "report/api.h"

namespace bartizan::report {

std::string ssvc_tables(std::span<const assure::decide::Table> tables, const TerminalStyle& style);
// docs/schemas/ssvc-tables-1.schema.json.
std::string ssvc_tables_json(std::span<const assure::decide::Table> tables,
                             const MachineOptions& options);

// One table whole: its inputs with their values and its outcomes.
std::string ssvc_table(const assure::decide::Table& table, const TerminalStyle& style);
std::string ssvc_decision(const assure::decide::Table& table,
                          const assure::decide::Decision& decision, const TerminalStyle& style);
// An SSVC SelectionList 2.0.0: inputs and outcome. `target`: what was decided about, may be empty.
std::string ssvc_decision_json(const assure::decide::Table& table,
                               const assure::decide::Decision& decision, const std::string& target,
                               base::Millis at, const MachineOptions& options);

struct ExposureLine {
  std::string system, name, where, use_case;
  std::vector<record::Exposure> said;  // oldest first; empty: nobody was asked
};
std::string exposures(std::span<const ExposureLine> lines, const TerminalStyle& style, bool all);
// docs/schemas/exposure-1.schema.json.
std::string exposures_json(std::span<const ExposureLine> lines, const MachineOptions& options);

}  // namespace bartizan::report

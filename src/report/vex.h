// What `vex list` says: whose statements are known.
//
// What it is: pure functions from records to text. Names are escaped here. No state.
#pragma once

#include <span>
#include <string>

#include "record/decision.h"
#include "report/api.h"

namespace bartizan::report {

std::string vex_statements(std::span<const record::VexStatement> statements,
                           const TerminalStyle& style, bool all);
// docs/schemas/vex-1.schema.json.
std::string vex_statements_json(std::span<const record::VexStatement> statements,
                                const MachineOptions& options);

}  // namespace bartizan::report

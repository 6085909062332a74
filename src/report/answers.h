// What `answer list` and `action list` say. Pure functions; texts of people are escaped here.
#pragma once

#include <span>
#include <string>

#include "assure/api.h"
#include "record/evidence.h"
#include "report/api.h"

namespace bartizan::report {

// Those that no longer count first.
std::string answers(std::span<const assure::assess::StandingAnswer> answers,
                    const TerminalStyle& style);
// docs/schemas/answers-1.schema.json.
std::string answers_json(std::span<const assure::assess::StandingAnswer> answers, base::Millis now,
                         const MachineOptions& options = {});
// Overdue first, in the order in which they are due.
std::string actions(std::span<const record::Action> actions, base::Millis now,
                    const TerminalStyle& style);
// docs/schemas/actions-1.schema.json.
std::string actions_json(std::span<const record::Action> actions, base::Millis now,
                         const MachineOptions& options = {});

}  // namespace bartizan::report

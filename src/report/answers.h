// What `answer list` and `action list` say. Pure functions; texts of people are escaped here.
#pragma once

#include <span>
#include <string>

#include "assure/api.h"
#include "record/evidence.h"
#include "report/api.h"

namespace bartizan::report {

// Answers that are kept about a system which the list is not about.
struct AnswersElsewhere {
  std::string system, name;  // its id, and what people call it
  std::size_t answers = 0;   // neither withdrawn nor past their end
};
// Those that no longer count first; at the end where there are others.
std::string answers(std::span<const assure::assess::StandingAnswer> answers,
                    std::span<const AnswersElsewhere> elsewhere, const TerminalStyle& style);
// docs/schemas/answers-1.schema.json.
std::string answers_json(std::span<const assure::assess::StandingAnswer> answers,
                         std::span<const AnswersElsewhere> elsewhere, base::Millis now,
                         const MachineOptions& options = {});
// Overdue first, in the order in which they are due.
std::string actions(std::span<const record::Action> actions, base::Millis now,
                    const TerminalStyle& style);
// docs/schemas/actions-1.schema.json.
std::string actions_json(std::span<const record::Action> actions, base::Millis now,
                         const MachineOptions& options = {});

}  // namespace bartizan::report

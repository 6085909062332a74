// What `policy` and `faq` say: which document holds when, what follows it, and answers.
//
// What it is: pure functions from the register and the questions to text for people and programs.
// Days are arguments; nothing here reads a clock. No state.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/api.h"
#include "share/api.h"

namespace bartizan::report {

struct PolicyView {
  std::string as_of;  // the day that is asked about
  std::string today;  // of asking; checks are due by the later of the two
  std::string since;  // empty: changes are not asked for
  std::span<const share::PolicyEntry> entries;
};

// All of them by what applies, then by date, then the dates to come.
std::string policy_list(const PolicyView& view, const TerminalStyle& style);
// What happened between `since` and `as_of`.
std::string policy_changes(const PolicyView& view, const TerminalStyle& style);
std::string policy_entry(const share::PolicyEntry& entry, std::string_view day,
                         const TerminalStyle& style);
// docs/schemas/policy-1.schema.json; one entry or all.
std::string policy_json(const PolicyView& view, const MachineOptions& options);
// One sentence for those whose check is due; empty where none is.
std::string checks_due(const PolicyView& view);

std::string faq_list(const TerminalStyle& style);
std::string faq_answers(std::span<const share::Question* const> questions,
                        const TerminalStyle& style);
// docs/schemas/faq-1.schema.json.
std::string faq_json(std::span<const share::Question* const> questions,
                     const MachineOptions& options);

// A page of `explain` for an entry of the register or a question; empty where there is none of that
// id. `day` decides what an entry is.
std::string explain_policy(std::string_view id, std::string_view day, const TerminalStyle& style);

}  // namespace bartizan::report

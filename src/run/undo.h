// Undo: the way back of a change, by the number of its entry in the audit log.
//
// What it is: for each kind of change that has one, what is kept beside its entry, and how it is
// taken back if nothing else happened to it since. What it is not: a history (the audit log is), or
// a redo. Errors are sentences for people (run/triage.h); times are arguments.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "run/case_mark.h"
#include "run/triage.h"

namespace bartizan::run {

// What is to be kept of a change. `audit` is filled in by whoever knows it.
store::Reversible way_back_of_acceptance(const Accepted& accepted);
store::Reversible way_back_of_assignment(const std::vector<std::int64_t>& rows,
                                         std::string_view subject);
store::Reversible way_back_of_exposure(const record::Exposure& exposure);
store::Reversible way_back_of_state(const record::Case& before, const Marked& marked);
store::Reversible way_back_of_edit(std::string_view use_case,
                                   const std::vector<std::int64_t>& edits);

// A found system was said to be a use case, `declared` for it. Only from nothing: what was declared
// of its components before would be lost.
store::Reversible way_back_of_assigned_system(std::string_view found, std::string_view use_case,
                                              bool declared);

// Whether it takes somebody who may accept to take it back.
bool undo_needs_approver(const store::Reversible& change);

// Takes it back. `configured`: the exceptions of the configuration, by which findings are judged
// again. Does not mark it as undone.
std::expected<void, Refused> undo(store::Store& store, const store::Reversible& change,
                                  const std::vector<record::Exception>& configured,
                                  const std::string& by, base::Millis now);

}  // namespace bartizan::run

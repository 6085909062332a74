// Evidence of this installation of Bartizan: how long its log reaches back, and its last backup.
//
// What it is: pieces of kind `configuration` of the organisation. What it is not: a judgement of
// accounts (run/self_check.h). Times are arguments.
#pragma once

#include <optional>
#include <string>

#include "record/evidence.h"
#include "run/backup.h"
#include "store/store.h"

namespace bartizan::run {

// A month's answers are the most that a lost disk should cost; CPG 2.R asks for a backup once a
// year at least.
inline constexpr int kBackupDays = 30;
// For leave_evidence, once the file is written.
record::Evidence left_by_backup(const BackedUp& made, base::Millis now);

// `checked`: the walk over the whole log. nullopt while there is no entry, or the log does not fit.
std::optional<record::Evidence> log_evidence(store::Store& store,
                                             const store::Audit::Checked& checked,
                                             base::Millis now);

}  // namespace bartizan::run

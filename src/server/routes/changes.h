// Changes: what routes that change something share: the entry in the log, the way back, refusals.
//
// What it is: the joint between a Call and store/audit.h, run/undo.h. What it is not: the changes.
// No state; one call at a time.
#pragma once

#include <string>

#include "run/triage.h"
#include "server/router.h"
#include "store/triage.h"

namespace bartizan::server {

// The event of a change by call.principal, for AuditedChange (store/audit.h): change and entry are
// one transaction, and a refused change leaves no entry.
record::AuditEvent change_event(const Call& call, std::string_view what, std::string_view subject,
                                std::string_view detail);

// Keeps how the change of that entry is taken back. Without it the change stands all the same, and
// undo says that there is nothing.
void keep_way_back(const Call& call, std::int64_t audit, store::Reversible change);

// 400, 404, 409 or 500. `prefix` is what the field's name stands below in the body ("fields.").
Response refusal(const run::Refused& refused, std::string_view prefix = {});

}  // namespace bartizan::server

// Events: what the audit log is told of a request.
//
// What it is: an event filled from the call, and the change that carries it. What it is not: the
// log (store/audit.h). Values.
#pragma once

#include <string>
#include <string_view>

#include "server/router.h"

namespace bartizan::server {

// By the call's principal, through its session or token; by the server itself where nobody asks.
// Names of people in `subject` and `detail` stand there as {0}, {1} ..., to be added to `people`.
record::AuditEvent said_by(const Call& call, std::string_view what, std::string_view subject,
                           std::string_view detail);

// The id by which routes name an entry: "audit_12".
std::string audit_id(std::int64_t number);

}  // namespace bartizan::server

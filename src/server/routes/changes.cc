#include "server/routes/changes.h"

#include "base/escape.h"
#include "server/audit/event.h"

namespace bartizan::server {

record::AuditEvent change_event(const Call& call, std::string_view what, std::string_view subject,
                                std::string_view detail) {
  return said_by(call, what, base::escape_name(subject), detail);
}

void keep_way_back(const Call& call, std::int64_t audit, store::Reversible change) {
  change.audit = audit;
  change.at = call.context.now();
  (void)call.context.store.triage().put_reversible(change);
}

Response refusal(const run::Refused& refused, std::string_view prefix) {
  switch (refused.why) {
    case run::Refused::Why::wrong:
    case run::Refused::Why::missing: {
      const unsigned status = refused.why == run::Refused::Why::wrong ? 400 : 404;
      const std::string field = std::string(prefix) + refused.field;
      return problem(status, field + ": " + refused.what, {{"body", field, refused.what}});
    }
    case run::Refused::Why::changed:
      return problem(409, refused.what);
    case run::Refused::Why::store:
      break;
  }
  return internal_problem();
}

}  // namespace bartizan::server

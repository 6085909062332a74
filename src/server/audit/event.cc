#include "server/audit/event.h"

namespace bartizan::server {

record::AuditEvent said_by(const Call& call, std::string_view what, std::string_view subject,
                           std::string_view detail) {
  record::AuditEvent event;
  event.at = call.context.now();
  if (call.principal != nullptr) {
    event.who = call.principal->name;
    event.via =
        call.principal->via == Via::token ? "token " + call.principal->credential : "session";
  } else {
    event.who = "bartizan";
    event.via = "server";
  }
  event.what = what;
  event.subject = subject;
  event.detail = detail;
  return event;
}

std::string audit_id(std::int64_t number) { return "audit_" + std::to_string(number); }

}  // namespace bartizan::server

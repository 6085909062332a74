// Audit: who did what, and whether the log of it is whole.
#include "run/audit.h"

#include <algorithm>
#include <array>

#include "base/json_write.h"
#include "server/audit/event.h"
#include "server/routes/answer.h"
#include "server/routes/people.h"
#include "server/routes/people_forms.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

Response list_audit(const Call& call) {
  store::AuditFilter filter;
  filter.text = call.text_or("q", "");
  filter.subject = call.text_or("subject", "");
  filter.who = call.text_or("account", "");
  filter.what = call.text_or("what", "");
  filter.from = call.time("from").value_or(0);
  filter.to = call.time("to").value_or(0);
  if (const auto cursor = call.text("cursor"); cursor && !cursor->empty()) {
    const auto before = parse_integer(*cursor);
    if (!before || *before <= 0) {
      return problem(400, "That is no cursor of this list.",
                     {{"query", "cursor", "must be `next` of an earlier answer"}});
    }
    filter.before = *before;
  }
  filter.limit = call.limit() + 1;
  const auto found = call.context.store.audit().entries(filter);
  if (!found) return internal_problem();
  base::JsonWriter out;
  out.begin_object().key("items").begin_array();
  const std::size_t shown = std::min(found->size(), call.limit());
  for (std::size_t i = 0; i < shown; ++i) {
    const record::AuditEntry& entry = (*found)[i];
    out.begin_object().field("id", audit_id(entry.number)).field("at", base::format_utc(entry.at));
    out.field("account", entry.who).field("name", entry.shown_who).field("via", entry.via);
    out.field("what", entry.what).field("subject", entry.shown_subject);
    out.field("detail", entry.shown_detail).field("hash", entry.hash).end_object();
  }
  out.end_array().key("total").null().key("next");
  found->size() > shown ? out.value(std::to_string((*found)[shown - 1].number)) : out.null();
  out.field("as_of", base::format_utc(call.context.now())).end_object();
  return json(out);
}

Response verify_audit(const Call& call) {
  const run::AuditVerdict verdict =
      run::verify_audit(call.context.store, run::default_anchors(call.context.store.path()),
                        run::KeyFolder::beside(call.context.store.path()));
  base::JsonWriter out;
  out.begin_object().field("ok", verdict.ok()).field("entries", verdict.checked.entries);
  out.key("anchor");
  if (verdict.anchors == 0) {
    out.null();
  } else {
    out.begin_object().field("ok", verdict.anchors_ok).field("checked", verdict.anchors);
    write_time(out, "last", verdict.last.at);
    out.field("number", verdict.last.number).end_object();
  }
  out.key("problem");
  verdict.problems.empty() ? out.null() : out.value(verdict.problems.front());
  out.key("problems").begin_array();
  for (const std::string& one : verdict.problems) out.value(one);
  out.end_array().field("as_of", base::format_utc(call.context.now())).end_object();
  return json(out);
}

constexpr std::array kAuditQuery{
    Field{.name = "subject", .most = 300},
    Field{.name = "account", .summary = "a name, or a pseudonym", .most = 300},
    Field{.name = "what", .summary = "account, or account.role", .most = 100},
    Field{.name = "from", .type = Type::time}, Field{.name = "to", .type = Type::time}};

const std::array kRoutes{
    Route{.method = Method::get,
          .pattern = "/api/v1/audit",
          .role = Role::analyst,
          .room = "Accounts",
          .id = "list_audit",
          .summary = "Who did what, latest first.",
          .query = kAuditQuery,
          .is_list = true,
          .answer = &kAuditEntrySchema,
          .handler = list_audit},
    Route{.method = Method::get,
          .pattern = "/api/v1/audit/verify",
          .role = Role::analyst,
          .room = "Accounts",
          .id = "verify_audit",
          .summary = "Whether the log is whole, and what its signed heads say.",
          .answer = &kVerdictSchema,
          .handler = verify_audit}};

}  // namespace

std::span<const Route> audit_routes() { return kRoutes; }

}  // namespace bartizan::server

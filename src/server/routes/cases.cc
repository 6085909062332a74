// Cases: what people say about one weakness of one system.
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/case_mark.h"
#include "run/undo.h"
#include "server/audit/event.h"
#include "server/routes/answer.h"
#include "server/routes/changes.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

Response set_state(const Call& call) {
  store::Store& store = call.context.store;
  const auto known = run::case_called(store, std::string(call.path("id")), "");
  if (!known || known->id != call.path("id")) return not_found("such case");
  std::string word(call.body_text("state"));
  if (word == "not_affected") word = "not-affected";
  run::StateMark mark;
  mark.to = record::case_state(word).value_or(record::CaseState::open);
  mark.until = call.body_time("until").value_or(0);
  mark.by = call.principal->name;
  mark.reason = call.body_text("reason");
  using enum record::CaseState;
  const bool stops_the_clock = mark.to == accepted || mark.to == not_affected || mark.to == fixed;
  if (stops_the_clock && call.principal->role < Role::approver) {
    return problem(
        403,
        "To take a weakness off the clock, as fixed, as accepted or as not affecting the "
        "system, takes an approver. What was fixed goes by itself when weaknesses are "
        "looked up again.");
  }
  store::AuditedChange change(
      store.audit(), change_event(call, "case.change", known->id, word + ": " + mark.reason));
  const auto marked = run::mark_state(store, *known, mark, call.context.now());
  if (!marked) return refusal(marked.error());
  const auto audit = change.done();
  if (!audit || !store.flush()) return internal_problem();
  keep_way_back(call, *audit, run::way_back_of_state(*known, *marked));
  base::JsonWriter out;
  out.begin_object().field("case", known->id);
  out.field("state", record::name(marked->known.state));
  time_field(out, "until", marked->known.until);
  out.key("vex");
  marked->vex.empty() ? out.null() : out.value(marked->vex);
  out.field("audit", audit_id(*audit)).end_object();
  return json(out);
}

constexpr std::array kStateBody{
    Field{.name = "state",
          .type = Type::word,
          .summary = "fixed, accepted and not-affected take an approver",
          .words = "open|investigating|fixed|not-affected|not_affected|accepted",
          .required = true},
    Field{.name = "reason", .least = 1, .most = 1000, .required = true},
    Field{.name = "until", .type = Type::time, .summary = "of accepted, within a year"}};
constexpr std::array kStateFields{
    Field{.name = "case", .type = Type::id, .required = true},
    Field{.name = "state",
          .type = Type::word,
          .words = "open|investigating|fixed|not-affected|accepted",
          .required = true},
    Field{.name = "until", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "vex",
          .type = Type::id,
          .summary = "the statement that it became",
          .required = true,
          .nullable = true},
    Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kState{.name = "CaseState", .fields = kStateFields};
constexpr std::array kRefusals{404U, 409U};

constexpr std::array kRoutes{
    Route{.method = Method::post,
          .pattern = "/api/v1/cases/{id}/state",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Vulnerabilities",
          .id = "set_case_state",
          .summary = "Say how a case stands. Not affected becomes a VEX statement with the reason.",
          .body = {.kind = Body::Kind::json, .fields = kStateBody},
          .answer = &kState,
          .refusals = kRefusals,
          .handler = set_state}};

}  // namespace

std::span<const Route> case_routes() { return kRoutes; }

}  // namespace bartizan::server

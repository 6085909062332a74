// Posture: Shields Up raised and lowered.
#include <array>

#include "base/json_write.h"
#include "protect/api.h"
#include "server/events.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write_change(base::JsonWriter& out, const record::PostureChange& change) {
  out.begin_object().field("id", change.id).field("raised", change.raised);
  time_field(out, "at", change.at);
  time_field(out, "until", change.until);
  out.field("preset", change.preset).field("reason", change.reason).field("by", change.by);
  out.end_object();
}

// The posture in force, and the log behind it, newest first.
Response written(const Call& call, const std::vector<record::PostureChange>& history,
                 std::string_view audit) {
  const protect::EffectivePosture posture = protect::effective(history, call.context.now());
  base::JsonWriter out;
  out.begin_object().field("raised", posture.raised);
  time_field(out, "since", posture.since);
  time_field(out, "until", posture.until);
  out.field("by", posture.by).field("reason", posture.reason).field("preset", posture.preset);
  out.field("sentence", protect::sentence(posture));
  out.key("effects").begin_array();
  for (const std::string& effect : protect::effects(posture)) out.value(effect);
  out.end_array().key("history").begin_array();
  for (auto change = history.rbegin(); change != history.rend(); ++change) {
    write_change(out, *change);
  }
  out.end_array();
  time_field(out, "as_of", call.context.now());
  if (!audit.empty()) out.field("audit", audit);
  out.end_object();
  return json(out);
}

Response show(const Call& call) {
  const auto history = call.context.store.posture().posture_history();
  return history ? written(call, *history, "") : internal_problem();
}

Response keep(const Call& call, const std::expected<record::PostureChange, std::string>& change,
              std::string_view what, std::string_view field) {
  if (!change) return problem(400, change.error(), {{"body", std::string(field), change.error()}});
  store::Posture& kept = call.context.store.posture();
  const auto audit = note_change(call, what, "posture", change->reason);
  if (!audit || !kept.put_posture(*change) || !call.context.store.flush()) {
    return internal_problem();
  }
  const auto history = kept.posture_history();
  if (!history) return internal_problem();
  call.context.events.publish("posture",
                              change->raised ? R"({"raised":true})" : R"({"raised":false})");
  return written(call, *history, *audit);
}

Response raise(const Call& call) {
  protect::Raise asked;
  asked.reason = call.body_text("reason");
  asked.by = call.principal->name;
  asked.until = call.body_time("until").value_or(0);
  asked.preset = call.body_text("preset");
  return keep(call, protect::raise(asked, call.context.now()), "posture.raise", "until");
}

Response lower(const Call& call) {
  const auto history = call.context.store.posture().posture_history();
  if (!history) return internal_problem();
  if (!protect::effective(*history, call.context.now()).raised) {
    return problem(409, "The posture is not raised.");
  }
  std::string reason(call.body_text("reason"));
  if (reason.empty()) reason = call.text_or("reason", "");
  return keep(call, protect::lower(*history, reason, call.principal->name, call.context.now()),
              "posture.lower", "reason");
}

constexpr std::array kText{Field{.name = "text"}};
constexpr std::array kChangeFields{
    Field{.name = "id", .required = true},
    Field{.name = "raised", .type = Type::boolean, .required = true},
    Field{.name = "at", .type = Type::time, .required = true},
    Field{.name = "until", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "preset", .required = true},
    Field{.name = "reason", .required = true},
    Field{.name = "by", .required = true}};
constexpr Schema kChange{.name = "PostureChange", .fields = kChangeFields};
constexpr std::array kPostureFields{
    Field{.name = "raised", .type = Type::boolean, .required = true},
    Field{.name = "since", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "until", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "by", .required = true},
    Field{.name = "reason", .required = true},
    Field{.name = "preset", .required = true},
    Field{.name = "sentence", .required = true},
    Field{.name = "effects", .type = Type::list, .required = true, .fields = kText},
    Field{.name = "history", .type = Type::list, .required = true, .schema = &kChange},
    Field{.name = "as_of", .type = Type::time, .required = true},
    Field{.name = "audit", .type = Type::id}};
constexpr Schema kPosture{.name = "Posture",
                          .summary = "Whether it is raised, and what that changes",
                          .fields = kPostureFields};
constexpr std::array kRaiseBody{
    Field{.name = "until", .type = Type::time, .required = true},
    Field{.name = "reason", .least = 1, .most = 500, .required = true},
    Field{.name = "preset", .type = Type::word, .words = "strict|default|observe"}};
constexpr std::array kLowerQuery{
    Field{.name = "reason", .summary = "here or in the body", .least = 1, .most = 500}};
constexpr std::array kNotRaised{409U};

constexpr std::array kRoutes{Route{.pattern = "/api/v1/posture",
                                   .room = "Posture",
                                   .id = "show_posture",
                                   .summary = "The posture in force, what it changes, and its log.",
                                   .answer = &kPosture,
                                   .handler = show},
                             Route{.method = Method::post,
                                   .pattern = "/api/v1/posture",
                                   .role = Role::approver,
                                   .scope = Scope::write,
                                   .room = "Posture",
                                   .id = "raise_posture",
                                   .summary = "Raise the posture until a date.",
                                   .body = {.kind = Body::Kind::json, .fields = kRaiseBody},
                                   .answer = &kPosture,
                                   .handler = raise},
                             Route{.method = Method::remove,
                                   .pattern = "/api/v1/posture",
                                   .role = Role::approver,
                                   .scope = Scope::write,
                                   .room = "Posture",
                                   .id = "lower_posture",
                                   .summary = "Lower the posture before its date.",
                                   .query = kLowerQuery,
                                   .answer = &kPosture,
                                   .refusals = kNotRaised,
                                   .handler = lower}};

}  // namespace

std::span<const Route> posture_routes() { return kRoutes; }

}  // namespace bartizan::server

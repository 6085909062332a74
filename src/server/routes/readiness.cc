// Readiness: what makes ready for the day when something fails (Shields Ready).
#include <algorithm>
#include <array>
#include <map>

#include "base/escape.h"
#include "base/json_write.h"
#include "record/said.h"
#include "report/posture.h"
#include "run/ready.h"
#include "server/events.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/attached.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write_line(base::JsonWriter& out, const protect::ReadinessLine& line) {
  const record::Readiness& one = line.record;
  text_field(out, "id", one.id);  // nobody recorded what is missing
  out.field("kind", record::name(one.kind)).field("state", protect::name(line.state));
  text_field(out, "system", one.system);
  text_field(out, "system_name", one.system_name);
  out.field("what", base::encode_text(one.what)).field("why", base::encode_text(line.why));
  text_field(out, "by", one.by);
  time_field(out, "at", one.at);
  time_field(out, "due", line.due);
  time_field(out, "next", one.next);
  text_field(out, "attachment", one.attachment);
  text_field(out, "attachment_sha256", one.attachment_sha256);
}

Response list_readiness(const Call& call) {
  const auto lines =
      run::readiness_at(call.context.store, call.text_or("system", ""), call.context.now());
  if (!lines) return internal_problem();
  const std::string_view state = call.text_or("state", "");
  const bool all = call.boolean("all").value_or(state == "replaced" || state == "withdrawn");
  std::map<std::string, std::uint64_t> states, kinds;
  List list(call);
  for (const protect::ReadinessLine& line : *lines) {
    const bool is_over = line.state == protect::ReadinessState::replaced ||
                         line.state == protect::ReadinessState::withdrawn;
    if ((is_over && !all) ||
        !list.wanted(line.record.what + ' ' + line.record.system_name + ' ' + line.why)) {
      continue;
    }
    const bool of_kind = fits(call, "kind", record::name(line.record.kind));
    const bool of_state = fits(call, "state", protect::name(line.state));
    if (of_kind) ++states[std::string(protect::name(line.state))];
    if (of_state) ++kinds[std::string(record::name(line.record.kind))];
    if (!of_kind || !of_state) continue;
    write_line(list.item(), line);
    list.end_item();
  }
  list.set_facet("kind", kinds);
  list.set_facet("state", states);
  return list.finish();
}

// As `bartizan readiness map` says it.
Response show_map(const Call& call) {
  const auto map = run::dependencies(call.context.store, false);
  if (!map) return internal_problem();
  Response response;
  response.body = report::dependencies_json(*map, {.reproducible = false, .pretty = false});
  return response;
}

Response keep(const Call& call, const record::Readiness& record, std::string_view what,
              const store::Attachment* attachment) {
  store::Store& store = call.context.store;
  std::string detail(record::name(record.kind));
  if (const std::string_view reason = call.body_text("reason"); !reason.empty()) {
    detail += ": " + std::string(reason);
  }
  const auto audit = note_change(call, what, record.id, detail);
  if (!audit || !store.posture().put_readiness(record, attachment) || !store.flush()) {
    return internal_problem();
  }
  call.context.events.publish("posture", "{}");
  const auto lines = run::readiness_at(store, "", call.context.now());
  if (!lines) return internal_problem();
  const auto line = std::ranges::find_if(
      *lines, [&](const protect::ReadinessLine& one) { return one.record.id == record.id; });
  if (line == lines->end()) return internal_problem();
  base::JsonWriter out;
  out.begin_object();
  write_line(out, *line);
  out.field("audit", *audit).end_object();
  return json(out);
}

Response record_readiness(const Call& call) {
  const auto system = system_of_body(call);
  if (!system) return system.error();
  record::Readiness asked;
  asked.kind = record::readiness_kind(call.body_text("kind")).value_or(asked.kind);
  asked.system = system->id;
  asked.system_name = name_in_records(*system);
  asked.what = call.body_text("what");
  asked.by = call.principal->name;
  asked.at = call.body_time("at").value_or(0);
  asked.next = call.body_time("next").value_or(0);
  if (asked.kind == record::ReadinessKind::critical_asset && asked.system.empty()) {
    const std::string why = "is needed: which system must not fail";
    return problem(400, "A critical asset is a system.", {{"body", "system", why}});
  }
  const auto attachment = attachment_of(call);
  if (!attachment) return attachment.error();
  if (*attachment) {
    asked.attachment = (*attachment)->name;
    asked.attachment_sha256 = (*attachment)->sha256;
  }
  const auto checked = protect::readiness_of(std::move(asked), call.context.now());
  if (!checked) return problem(400, "That cannot be recorded: " + checked.error() + ".");
  return keep(call, *checked, "readiness.record", *attachment ? &**attachment : nullptr);
}

Response withdraw_readiness(const Call& call) {
  store::Store& store = call.context.store;
  const auto all = store.posture().readiness("");
  if (!all) return internal_problem();
  const auto known = std::ranges::find(*all, call.path("id"), &record::Readiness::id);
  if (known == all->end()) return not_found("such record of readiness");
  const auto withdrawn =
      run::withdrawn_readiness(store, known->id, call.principal->name, call.context.now());
  if (!withdrawn) return problem(409, "That record was taken back before.");
  return keep(call, *withdrawn, "readiness.withdraw", nullptr);
}

constexpr std::string_view kKinds =
    "critical-asset|dependency|exercise|restore-test|fail-safe|playbook";
constexpr std::string_view kStates = "overdue|missing|holds|replaced|withdrawn";
constexpr std::array kLineFields{
    Field{.name = "id",
          .summary = "null where nobody recorded it",
          .required = true,
          .nullable = true},
    Field{.name = "kind", .type = Type::word, .words = kKinds, .required = true},
    Field{.name = "state", .type = Type::word, .words = kStates, .required = true},
    Field{.name = "system",
          .summary = "its id; null: the organisation",
          .required = true,
          .nullable = true},
    Field{.name = "system_name", .required = true, .nullable = true},
    Field{.name = "what", .required = true},
    Field{.name = "why", .required = true},
    Field{.name = "by", .required = true, .nullable = true},
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "due", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "next",
          .type = Type::time,
          .summary = "when somebody planned it again",
          .required = true,
          .nullable = true},
    Field{.name = "attachment",
          .summary = "name of the document beside it",
          .required = true,
          .nullable = true},
    Field{.name = "attachment_sha256",
          .type = Type::sha256,
          .summary = "where /attachments has it; of records of earlier versions not even there",
          .required = true,
          .nullable = true}};
constexpr Schema kLine{
    .name = "Readiness", .summary = "A record, or what is missing", .fields = kLineFields};
constexpr std::array kLineQuery{
    Field{.name = "system", .summary = "id of a system", .least = 1, .most = 200},
    Field{.name = "kind", .type = Type::word, .words = kKinds},
    Field{.name = "state", .type = Type::word, .words = kStates},
    Field{.name = "all", .type = Type::boolean, .summary = "also replaced and withdrawn ones"}};
constexpr std::array kRecordBody{
    Field{.name = "kind", .type = Type::word, .words = kKinds, .required = true},
    Field{.name = "system",
          .summary = "its id; the organisation without it",
          .least = 1,
          .most = 200},
    kAttachedField,
    Field{.name = "what", .least = 1, .most = record::kMostSaid, .required = true},
    Field{.name = "at", .type = Type::time, .summary = "when it was done; now without it"},
    Field{.name = "next", .type = Type::time, .summary = "when it is planned again"}};

constexpr std::array kMissing{404U};
constexpr std::array kOver{404U, 409U};
constexpr std::array kWithdrawBody{Field{.name = "reason", .least = 1, .most = 500}};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/readiness",
          .room = "Posture",
          .id = "list_readiness",
          .summary = "Critical assets, exercises, restore tests and what else makes ready: overdue "
                     "and missing ones first.",
          .query = kLineQuery,
          .is_list = true,
          .answer = &kLine,
          .handler = list_readiness},
    Route{.pattern = "/api/v1/readiness/map",
          .room = "Posture",
          .id = "show_dependencies",
          .summary = "What critical assets depend on that others run, as `bartizan readiness map` "
                     "says it.",
          .handler = show_map},
    Route{.method = Method::post,
          .pattern = "/api/v1/readiness",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Posture",
          .id = "record_readiness",
          .summary = "Record what was done or found out; it replaces the last of its kind.",
          .body = {.kind = Body::Kind::json, .fields = kRecordBody, .most = kMostAttached},
          .answer = &kLine,
          .refusals = kMissing,
          .handler = record_readiness},
    Route{.method = Method::remove,
          .pattern = "/api/v1/readiness/{id}",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Posture",
          .id = "withdraw_readiness",
          .summary = "Take a record back; it stays in the history.",
          .body = {.kind = Body::Kind::json, .fields = kWithdrawBody, .optional = true},
          .answer = &kLine,
          .refusals = kOver,
          .handler = withdraw_readiness}};

}  // namespace

std::span<const Route> readiness_routes() { return kRoutes; }

}  // namespace bartizan::server

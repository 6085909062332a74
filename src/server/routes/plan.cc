// Plan: who does what by when about what falls short, with the history of each line.
#include "run/plan.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "assure/api.h"
#include "base/escape.h"
#include "base/json_write.h"
#include "record/said.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

std::string_view title_of(const record::Action& action) {
  const assure::assess::Framework* framework = assure::assess::framework(action.framework);
  if (framework == nullptr) return {};
  const assure::assess::Requirement* requirement = framework->find(action.requirement);
  return requirement == nullptr ? std::string_view() : std::string_view(requirement->title);
}

// As it was found or declared; empty where it is not there any more.
std::string name_of(store::Store& store, const std::string& system) {
  if (system.empty()) return {};
  if (const auto found = store.estate().system(system); found && *found) {
    return (*found)->system.name;
  }
  const auto declared = store.inventory().find_use_cases(system);
  if (!declared || declared->empty()) return {};
  return std::string(declared->front().value("use_case_name"));
}

void write_action(base::JsonWriter& out, const record::Action& action, base::Millis now) {
  out.field("id", action.id);
  text_field(out, "framework", action.framework);
  text_field(out, "requirement", action.requirement);
  text_field(out, "requirement_title", title_of(action));
  text_field(out, "system", action.system);
  out.field("what", base::encode_text(action.what));
  out.field("owner", base::encode_text(action.owner));
  time_field(out, "due", action.due);
  out.field("state", record::name(action.state));
  out.field("overdue", run::is_overdue(action, now));
  out.field("by", base::encode_text(action.by));
  time_field(out, "at", action.at);
  time_field(out, "changed", action.changed);
  text_field(out, "note", action.note);
}

// Overdue first, then by date; or as was asked for.
void sort(const Call& call, std::vector<record::Action>& actions, base::Millis now) {
  const std::string_view by = call.sort();
  if (by.empty()) {
    std::ranges::stable_sort(actions, {}, [&](const record::Action& action) {
      return std::tuple(!run::is_overdue(action, now), action.state, action.due);
    });
    return;
  }
  std::ranges::stable_sort(actions, {}, [&](const record::Action& action) {
    return std::tuple(by == "owner" ? action.owner : std::string(),
                      by == "state" ? action.state : record::ActionState::open,
                      by == "at" ? action.at : action.due);
  });
  if (call.descending()) std::ranges::reverse(actions);
}

Response list_actions(const Call& call) {
  store::Store& store = call.context.store;
  auto actions = store.evidence().actions(call.text_or("system", ""));
  if (!actions) return internal_problem();
  const base::Millis now = call.context.now();
  const std::string_view late = call.text_or("overdue", "");
  const bool wants_late = late == "yes" || late == "true";
  sort(call, *actions, now);
  std::map<std::string, std::uint64_t> states, owners, frameworks, overdue;
  std::map<std::string, std::string> names;  // of systems
  List list(call);
  for (const record::Action& action : *actions) {
    const bool is_late = run::is_overdue(action, now);
    if (!fits(call, "framework", action.framework) ||
        !fits(call, "requirement", action.requirement) || !fits(call, "owner", action.owner) ||
        (!late.empty() && wants_late != is_late) ||
        !list.wanted(action.what + ' ' + action.owner + ' ' + action.note)) {
      continue;
    }
    ++states[std::string(record::name(action.state))];
    if (!fits(call, "state", record::name(action.state))) continue;
    ++owners[action.owner];
    if (!action.framework.empty()) ++frameworks[action.framework];
    if (is_late) ++overdue["yes"];
    if (!list.shown()) {
      list.pass();
      continue;
    }
    auto [name, is_new] = names.try_emplace(action.system);
    if (is_new) name->second = name_of(store, action.system);
    base::JsonWriter& out = list.item();
    write_action(out, action, now);
    text_field(out, "system_name", name->second);
    list.end_item();
  }
  list.set_facet("owner", owners);
  list.set_facet("framework", frameworks);
  list.set_facet("overdue", overdue);
  list.set_facet("state", states);
  return list.finish();
}

std::expected<record::Action, Response> action_of(const Call& call) {
  const auto actions = call.context.store.evidence().actions("");
  if (!actions) return std::unexpected(internal_problem());
  const auto found = std::ranges::find(*actions, call.path("id"), &record::Action::id);
  if (found == actions->end()) return std::unexpected(not_found("such action"));
  return *found;
}

Response written(const Call& call, const record::Action& action, std::string_view audit) {
  const auto history = call.context.store.evidence().action_history(action.id);
  if (!history) return internal_problem();
  return with_history(call, action, *history, audit,
                      [now = call.context.now()](base::JsonWriter& out, const record::Action& one) {
                        write_action(out, one, now);
                      });
}

Response show_action(const Call& call) {
  const auto action = action_of(call);
  return action ? written(call, *action, "") : action.error();
}

Response keep(const Call& call, const record::Action& action, std::string_view what,
              std::string_view detail) {
  const auto audit = note_change(call, what, action.id, detail);
  if (!audit || !call.context.store.evidence().put_action(action) || !call.context.store.flush()) {
    return internal_problem();
  }
  return written(call, action, *audit);
}

Response add_action(const Call& call) {
  run::NewAction asked;
  asked.framework = call.body_text("framework");
  asked.requirement = call.body_text("requirement");
  if (const std::string_view id = call.body_text("system"); !id.empty()) {
    const auto system = system_called(call, id, "body");
    if (!system) return system.error();
    asked.system = system->id;
  }
  asked.what = call.body_text("what");
  asked.owner = call.body_text("owner");
  asked.due = call.body_time("due").value_or(0);
  asked.by = call.principal->name;
  const auto action = run::new_action(asked, call.context.now());
  if (!action) return problem(400, "That is no action: " + action.error() + ".");
  return keep(call, *action, "action.add", action->owner);
}

Response change_action(const Call& call) {
  const auto before = action_of(call);
  if (!before) return before.error();
  run::ActionChange change;
  if (const std::string_view state = call.body_text("state"); !state.empty()) {
    change.state = record::action_state(state);
  }
  if (const std::string_view what = call.body_text("what"); !what.empty()) {
    change.what = std::string(what);
  }
  if (const std::string_view owner = call.body_text("owner"); !owner.empty()) {
    change.owner = std::string(owner);
  }
  if (const std::string_view note = call.body_text("note"); !note.empty()) {
    change.note = std::string(note);
  }
  change.due = call.body_time("due");
  change.by = call.principal->name;
  const auto action = run::changed_action(*before, change, call.context.now());
  if (!action) return problem(400, "That is no change: " + action.error() + ".");
  return keep(call, *action, "action.change", record::name(action->state));
}

constexpr std::string_view kStates = "open|done|dropped";
constexpr std::array kActionFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "framework", .required = true, .nullable = true},
    Field{.name = "requirement", .required = true, .nullable = true},
    Field{.name = "requirement_title", .required = true, .nullable = true},
    Field{.name = "system",
          .summary = "its id; null: the organisation",
          .required = true,
          .nullable = true},
    Field{.name = "what", .required = true},
    Field{.name = "owner", .required = true},
    Field{.name = "due", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "state", .type = Type::word, .words = kStates, .required = true},
    Field{.name = "overdue", .type = Type::boolean, .required = true},
    Field{.name = "by", .summary = "who wrote it down as it is", .required = true},
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "changed", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "note",
          .summary = "what was done, or why it was dropped",
          .required = true,
          .nullable = true}};
constexpr Schema kAction{
    .name = "Action", .summary = "A line of the plan", .fields = kActionFields};
constexpr std::array kQuery{
    Field{.name = "system", .summary = "its id", .least = 1, .most = 200},
    Field{.name = "framework", .least = 1, .most = 200},
    Field{.name = "requirement", .least = 1, .most = 200},
    Field{.name = "owner", .least = 1, .most = 200},
    Field{.name = "state", .type = Type::word, .words = kStates},
    Field{.name = "overdue", .type = Type::word, .words = "yes|no|true|false"}};
constexpr std::array kNewBody{
    Field{.name = "framework", .summary = "with requirement", .least = 1, .most = 200},
    Field{.name = "requirement", .least = 1, .most = 200},
    Field{.name = "system",
          .summary = "its id; the organisation without it",
          .least = 1,
          .most = 200},
    Field{.name = "what", .least = 1, .most = record::kMostSaid, .required = true},
    Field{.name = "owner", .least = 1, .most = 200, .required = true},
    Field{.name = "due", .type = Type::time, .required = true}};
constexpr std::array kChangeBody{
    Field{.name = "state", .type = Type::word, .words = kStates},
    Field{.name = "owner", .least = 1, .most = 200}, Field{.name = "due", .type = Type::time},
    Field{.name = "note", .summary = "needed to close it", .least = 1, .most = record::kMostSaid}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/actions",
          .room = "Plan",
          .id = "list_actions",
          .summary = "The plan of actions, overdue ones first.",
          .query = kQuery,
          .is_list = true,
          .sortable = "due|owner|state|at",
          .answer = &kAction,
          .handler = list_actions},
    Route{.method = Method::post,
          .pattern = "/api/v1/actions",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Plan",
          .id = "add_action",
          .summary = "Write down who does what by when.",
          .body = {.kind = Body::Kind::json, .fields = kNewBody},
          .answer = &kAction,
          .refusals = kMissing,
          .handler = add_action},
    Route{.pattern = "/api/v1/actions/{id}",
          .room = "Plan",
          .id = "show_action",
          .summary = "One action, and what it was before, latest first.",
          .answer = &kAction,
          .refusals = kMissing,
          .handler = show_action},
    Route{.method = Method::patch,
          .pattern = "/api/v1/actions/{id}",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Plan",
          .id = "change_action",
          .summary = "Close an action with a note, open it again, move its date or its owner.",
          .body = {.kind = Body::Kind::json, .fields = kChangeBody},
          .answer = &kAction,
          .refusals = kMissing,
          .handler = change_action}};

}  // namespace

std::span<const Route> plan_routes() { return kRoutes; }

}  // namespace bartizan::server

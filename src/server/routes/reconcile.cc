// Reconcile: what nobody declared, what nobody found, and what is no longer what was declared.
#include "run/reconcile.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/systems.h"
#include "run/undo.h"
#include "server/audit/event.h"
#include "server/reconciliation.h"
#include "server/routes/answer.h"
#include "server/routes/changes.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write(base::JsonWriter& out, const use::Difference& one) {
  out.field("gap", use::name(one.gap));
  text_field(out, "found", one.system);
  text_field(out, "use_case", one.use_case);
  out.field("name", base::escape_name(one.name)).field("where", base::escape_name(one.where));
  text_field(out, "owner", one.owner);
  out.field("why", base::encode_text(one.reason));
  out.key("details").begin_array();
  for (const std::string& detail : one.details) out.value(base::encode_text(detail));
  out.end_array().key("suggestions").begin_array();
  for (const use::Suggestion& suggestion : one.suggestions) {
    out.begin_object().field("use_case", base::escape_name(suggestion.use_case));
    out.field("name", base::escape_name(suggestion.name)).field("alike", suggestion.alike);
    out.end_object();
  }
  out.end_array();
}

Response show(const Call& call) {
  const auto known = call.context.reconciliation.look();
  if (!known) return internal_problem();
  const Reconciliation::Compared& compared = *known->compared;
  std::set<std::string> of_agency;
  if (const auto agency = call.text("agency")) {
    of_agency = run::of_agency(*compared.use_cases, *agency);
    if (of_agency.empty()) {
      return problem(404, "No use case is of that agency.",
                     {{"query", "agency", "no use case is of that agency"}});
    }
  }
  std::map<std::string, std::uint64_t> gaps{{"shadow", 0}, {"ghost", 0}, {"drift", 0}};
  List list(call);
  for (const use::Difference& one : compared.all.differences) {
    // Nobody knows whose a shadow is.
    if (!of_agency.empty() && !of_agency.contains(one.use_case)) continue;
    if (!list.wanted(one.name + ' ' + one.where + ' ' + one.owner)) continue;
    const std::string gap(use::name(one.gap));
    ++gaps[gap];
    if (!fits(call, "gap", gap)) continue;
    if (!list.shown()) {
      list.pass();
      continue;
    }
    write(list.item(), one);
    list.end_item();
  }
  list.set_facet("gap", gaps);
  list.set_member("declared", compared.all.declared);
  list.set_member("found", compared.all.found);
  list.set_member("matched", compared.all.matched);
  list.set_member("use_cases", compared.use_cases->size());
  list.set_member("places", compared.places);
  list.set_as_of(known->as_of);
  return list.finish();
}

// A new use case from the members of `declare`; nullopt where it is not there.
std::expected<std::optional<record::UseCase>, Response> declared_in(const Call& call) {
  const text::Node* given = call.body.find("declare");
  if (given == nullptr || !given->is_object()) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> fields;
  for (const text::Node& field : given->items) {
    fields.emplace_back(base::unescape_name(field.key), field.text);
  }
  std::vector<record::Note> notes;
  record::UseCase made = use::declare(use::schemas().front(), fields, "", notes);
  for (const record::Note& note : notes) {
    if (note.level == record::NoteLevel::info && note.code != "unknown") continue;
    return std::unexpected(problem(400, note.message, {{"body", "declare", note.message}}));
  }
  if (made.value("use_case_name").empty()) {
    const std::string why = "must be there: what people call it";
    return std::unexpected(problem(400, why, {{"body", "declare.name", why}}));
  }
  const auto known = call.context.store.inventory().find_use_cases(made.id);
  if (!known) return std::unexpected(internal_problem());
  if (!known->empty()) {
    return std::unexpected(problem(409, "A use case of that name is declared already: assign it.",
                                   {{"body", "declare.name", "is " + made.id}}));
  }
  return made;
}

// By its record id, or by the id that the organisation gave it, where only one has that.
base::Result<std::optional<record::UseCase>> meant_by(store::Store& store, std::string_view id) {
  auto known = store.inventory().find_use_cases(id);
  if (!known) return std::unexpected(known.error());
  const auto exact = std::ranges::find(*known, id, &record::UseCase::id);
  if (exact != known->end()) return std::move(*exact);
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const std::set<std::string> old = run::outdated(*imports);
  std::erase_if(*known, [&](const record::UseCase& one) { return old.contains(one.import); });
  if (known->size() != 1) return std::nullopt;
  return std::move(known->front());
}

Response assign(const Call& call) {
  const std::string_view found = call.body_text("found");
  store::Store& store = call.context.store;
  const auto declared = declared_in(call);
  if (!declared) return declared.error();
  if (*declared && !call.body_text("use_case").empty()) {
    const std::string why = "a system is one use case: leave one of the two out";
    return problem(400, why, {{"body", "declare", why}});
  }
  const auto system = store.estate().system(found);
  if (!system) return internal_problem();
  if (!*system) {
    const std::string why = "there is no found system of that id";
    return problem(404, "There is no such system.", {{"body", "found", why}});
  }
  if (*declared) {
    store::AuditedChange change(store.audit(),
                                change_event(call, "inventory.add", (*declared)->id,
                                             std::string((*declared)->value("use_case_name"))));
    if (!store.inventory().put_use_case(**declared) || !change.done()) return internal_problem();
  }
  std::string use_case(*declared ? std::string_view((*declared)->id) : call.body_text("use_case"));
  std::string name;
  if (!use_case.empty()) {
    const auto known = meant_by(store, use_case);
    if (!known) return internal_problem();
    if (!*known) {
      const std::string why = "there is no use case of that id";
      return problem(404, "There is no such use case.", {{"body", "use_case", why}});
    }
    use_case = (*known)->id;
    name = use::name_of(**known);
  }
  store::AuditedChange change(store.audit(),
                              change_event(call, "reconcile.assign", found, use_case));
  const auto assigned = store.estate().assign(found, use_case);
  if (!assigned || !*assigned) return internal_problem();
  const auto audit = change.done();
  if (!audit || !store.flush()) return internal_problem();
  if ((*system)->system.use_case.empty() && !use_case.empty()) {
    keep_way_back(call, *audit,
                  run::way_back_of_assigned_system(found, use_case, declared->has_value()));
  }
  base::JsonWriter out;
  out.begin_object().field("found", found);
  text_field(out, "use_case", use_case);
  text_field(out, "use_case_name", name);
  out.field("audit", audit_id(*audit));
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

constexpr std::string_view kGaps = "shadow|ghost|drift";
constexpr std::array kQuery{
    Field{.name = "gap", .type = Type::word, .summary = "only these", .words = kGaps},
    Field{.name = "agency", .summary = "only its use cases", .least = 1, .most = 200}};
constexpr std::array kTotals{
    Field{
        .name = "declared", .type = Type::integer, .summary = "use cases that say they are in use"},
    Field{.name = "found", .type = Type::integer, .summary = "systems that hold something"},
    Field{.name = "matched", .type = Type::integer, .summary = "of them, whose use case is known"},
    Field{.name = "use_cases", .type = Type::integer},
    Field{.name = "places", .type = Type::integer, .summary = "that were read"}};
constexpr std::array kDetail{Field{.name = "detail"}};
constexpr std::array kSuggestionFields{
    Field{.name = "use_case", .required = true}, Field{.name = "name", .required = true},
    Field{.name = "alike", .type = Type::number, .summary = "0 to 1", .required = true}};
constexpr Schema kSuggestion{.name = "Suggestion",
                             .summary = "A use case whose name is like that of the system",
                             .fields = kSuggestionFields};
constexpr std::array kDifferenceFields{
    Field{.name = "gap",
          .type = Type::word,
          .summary = "found and not declared, declared and not found, or no longer the same",
          .words = kGaps,
          .required = true},
    Field{.name = "found", .summary = "its id; null: a ghost", .required = true, .nullable = true},
    Field{.name = "use_case",
          .summary = "its id; null: a shadow",
          .required = true,
          .nullable = true},
    Field{.name = "name", .required = true},
    Field{.name = "where",
          .summary = "its folder; of a ghost the source and its row",
          .required = true},
    Field{.name = "owner", .required = true, .nullable = true},
    Field{.name = "why", .required = true},
    Field{.name = "details",
          .type = Type::list,
          .summary = "what was found there, or what changed",
          .required = true,
          .fields = kDetail},
    Field{.name = "suggestions", .type = Type::list, .required = true, .schema = &kSuggestion}};
constexpr Schema kDifference{.name = "Difference",
                             .summary = "Where the declared and the found disagree",
                             .fields = kDifferenceFields};
constexpr std::array kAssignedFields{
    Field{.name = "found", .required = true},
    Field{.name = "use_case", .summary = "null: of none", .required = true, .nullable = true},
    Field{.name = "use_case_name", .required = true, .nullable = true},
    Field{.name = "audit", .summary = "its entry in the log", .required = true},
    Field{.name = "as_of", .type = Type::time, .required = true}};
constexpr Schema kAssigned{.name = "Assigned",
                           .summary = "Which use case a found system is from now on",
                           .fields = kAssignedFields};
constexpr std::array kValue{Field{.name = "value", .most = 20'000}};
constexpr std::array kBody{Field{.name = "found", .type = Type::id, .required = true},
                           Field{.name = "use_case",
                                 .type = Type::id,
                                 .summary = "null takes it back",
                                 .required = true,
                                 .nullable = true},
                           Field{.name = "declare",
                                 .type = Type::map,
                                 .summary = "a new use case: name and other fields of the form",
                                 .nullable = true,
                                 .fields = kValue}};
constexpr std::array kUnknown{404U};
constexpr std::array kMissing{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/reconcile",
          .room = "Systems",
          .id = "reconcile",
          .summary = "Shadows, ghosts and drifts: the declared against the found.",
          .query = kQuery,
          .is_list = true,
          .totals = kTotals,
          .answer = &kDifference,
          .refusals = kUnknown,
          .handler = show},
    Route{.method = Method::post,
          .pattern = "/api/v1/reconcile/assign",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Systems",
          .id = "assign",
          .summary = "Say which use case a found system is, or declare it as a new one.",
          .body = {.kind = Body::Kind::json, .fields = kBody},
          .answer = &kAssigned,
          .refusals = kMissing,
          .handler = assign}};

}  // namespace

std::span<const Route> reconcile_routes() { return kRoutes; }

}  // namespace bartizan::server

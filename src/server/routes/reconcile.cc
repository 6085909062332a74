// Reconcile: what nobody declared, what nobody found, and what is no longer what was declared.
#include "run/reconcile.h"

#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/undo.h"
#include "server/routes/answer.h"
#include "server/routes/changes.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write_gap(base::JsonWriter& out, std::string_view key, use::Gap gap,
               const std::vector<use::Difference>& all) {
  out.key(key).begin_array();
  for (const use::Difference& one : all) {
    if (one.gap != gap) continue;
    out.begin_object().field("found", base::escape_name(one.system));
    out.field("use_case", base::escape_name(one.use_case));
    out.field("name", base::escape_name(one.name)).field("where", base::escape_name(one.where));
    out.field("owner", base::escape_name(one.owner)).field("why", base::encode_text(one.reason));
    out.key("details").begin_array();
    for (const std::string& detail : one.details) out.value(base::encode_text(detail));
    out.end_array().key("suggestions").begin_array();
    for (const use::Suggestion& suggestion : one.suggestions) {
      out.begin_object().field("use_case", base::escape_name(suggestion.use_case));
      out.field("name", base::escape_name(suggestion.name)).field("alike", suggestion.alike);
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_array();
}

Response written(const Call& call, std::string_view audit) {
  const auto result = run::reconcile(call.context.store, std::string(call.text_or("agency", "")));
  if (!result && result.error().code == base::Code::invalid) {
    return problem(404, "No use case is of that agency.",
                   {{"query", "agency", result.error().what}});
  }
  if (!result) return internal_problem();
  const use::Reconciled& all = result->differences;
  base::JsonWriter out;
  out.begin_object();
  write_gap(out, "shadow", use::Gap::shadow, all.differences);
  write_gap(out, "ghost", use::Gap::ghost, all.differences);
  write_gap(out, "drift", use::Gap::drift, all.differences);
  out.field("declared", all.declared).field("found", all.found).field("matched", all.matched);
  out.field("use_cases", result->use_cases).field("places", result->places);
  if (!audit.empty()) out.field("audit", audit);
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

Response show(const Call& call) { return written(call, ""); }

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
  const std::string_view use_case = *declared ? (*declared)->id : call.body_text("use_case");
  if (!use_case.empty()) {
    const auto known = store.inventory().find_use_cases(use_case);
    if (!known) return internal_problem();
    if (known->size() != 1 || known->front().id != use_case) {
      const std::string why = "there is no use case of that id";
      return problem(404, "There is no such use case.", {{"body", "use_case", why}});
    }
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
  return written(call, std::to_string(*audit));
}

constexpr std::array kQuery{
    Field{.name = "agency", .summary = "only its use cases", .least = 1, .most = 200}};
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
constexpr std::array kMissing{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/reconcile",
          .room = "Systems",
          .id = "reconcile",
          .summary = "Shadows, ghosts and drifts: the declared against the found.",
          .query = kQuery,
          .refusals = kMissing,
          .handler = show},
    Route{.method = Method::post,
          .pattern = "/api/v1/reconcile/assign",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Systems",
          .id = "assign",
          .summary = "Say which use case a found system is, or declare it as a new one.",
          .body = {.kind = Body::Kind::json, .fields = kBody},
          .refusals = kMissing,
          .handler = assign}};

}  // namespace

std::span<const Route> reconcile_routes() { return kRoutes; }

}  // namespace bartizan::server

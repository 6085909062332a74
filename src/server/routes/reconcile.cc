// Reconcile: what nobody declared, what nobody found, and what is no longer what was declared.
#include "run/reconcile.h"

#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "server/routes/answer.h"
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

Response assign(const Call& call) {
  const std::string_view found = call.body_text("found");
  const std::string_view use_case = call.body_text("use_case");
  store::Store& store = call.context.store;
  if (!use_case.empty()) {
    const auto known = store.inventory().find_use_cases(use_case);
    if (!known) return internal_problem();
    if (known->size() != 1 || known->front().id != use_case) {
      const std::string why = "there is no use case of that id";
      return problem(404, "There is no such use case.", {{"body", "use_case", why}});
    }
  }
  const auto assigned = store.estate().assign(found, use_case);
  if (!assigned) return internal_problem();
  if (!*assigned) {
    const std::string why = "there is no found system of that id";
    return problem(404, "There is no such system.", {{"body", "found", why}});
  }
  const auto audit = note_change(call, "reconcile.assign", found, use_case);
  if (!audit || !store.flush()) return internal_problem();
  return written(call, *audit);
}

constexpr std::array kQuery{
    Field{.name = "agency", .summary = "only its use cases", .least = 1, .most = 200}};
constexpr std::array kBody{Field{.name = "found", .type = Type::id, .required = true},
                           Field{.name = "use_case",
                                 .type = Type::id,
                                 .summary = "null takes it back",
                                 .required = true,
                                 .nullable = true}};
constexpr std::array kMissing{404U};

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
          .summary = "Say which use case a found system is.",
          .body = {.kind = Body::Kind::json, .fields = kBody},
          .refusals = kMissing,
          .handler = assign}};

}  // namespace

std::span<const Route> reconcile_routes() { return kRoutes; }

}  // namespace bartizan::server

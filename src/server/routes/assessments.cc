// Assessments: the roadmap, frameworks, requirements with their evidence, answers and the plan.
//
// Reading keeps nothing and reads no model again: what is older than it may be is said. The forms
// of answers are those of `bartizan roadmap` and `bartizan assess` with --format json.
#include <algorithm>
#include <array>
#include <memory>

#include "base/escape.h"
#include "record/said.h"
#include "report/assess.h"
#include "run/assess.h"
#include "server/organisation.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/attached.h"
#include "server/routes/routes.h"
#include "text/lines.h"

namespace bartizan::server {
namespace {

namespace room = assure::assess;

Response document(std::string text) {
  Response response;
  response.body = std::move(text);
  return response;
}

std::expected<const room::Framework*, Response> framework_of(const Call& call) {
  return framework_called(call.path("id"),
                          !call.text_or("system", "").empty() || !call.body_text("system").empty());
}

// The document of a requirement, which is an object, with the entry of the change that made it so.
Response with_audit(Response response, std::string_view audit) {
  const std::size_t end = response.body.rfind('}');
  if (response.status == 200 && end != response.body.npos) {
    base::JsonWriter member;
    member.begin_object().field("audit", audit).end_object();
    std::string text = member.take();
    text.front() = ',';
    response.body.replace(end, 1, text);
  }
  return response;
}

Response kept(base::Result<std::string> text) {
  return text ? document(std::move(*text)) : internal_problem();
}

Response show_roadmap(const Call& call) { return kept(call.context.organisation.roadmap()); }

Response list_frameworks(const Call& call) {
  List list(call);
  for (const room::Framework& framework : room::frameworks()) {
    if (!list.wanted(framework.id + ' ' + framework.title + ' ' + framework.publisher)) continue;
    list.item()
        .field("id", framework.id)
        .field("title", framework.title)
        .field("edition", framework.version)
        .field("publisher", framework.publisher)
        .field("issued", framework.issued)
        .field("verified", room::name(framework.verified))
        .field("source", framework.source)
        .field("checked", framework.checked)
        .field("subject", room::name(framework.per))
        .field("assessed", framework.assessed())
        .field("superseded", framework.superseded)
        .field("note", framework.note)
        .field("requirements", framework.requirements.size());
    list.end_item();
  }
  return list.finish();
}

Response show_framework(const Call& call) {
  const auto framework = framework_of(call);
  if (!framework) return framework.error();
  const std::string_view system = call.text_or("system", "");
  if (system.empty()) return kept(call.context.organisation.framework(**framework));
  auto asked = gather(call, system);
  if (!asked) return asked.error();
  const room::Assessed assessed = run::assess(**framework, (*asked)->gathered);
  return document(report::assess_json(view_of(**asked, assessed), kCompact));
}

// The requirement of the path, judged; nullptr where the framework has none of that id.
const room::Judged* judged_of(const Call& call, const room::Assessed& assessed) {
  const auto at = std::ranges::find_if(assessed.requirements, [&](const room::Judged& judged) {
    return judged.requirement->id == call.path("requirement");
  });
  return at == assessed.requirements.end() ? nullptr : &*at;
}

Response written(const Call& call, Asked& asked, const room::Framework& framework) {
  const room::Assessed assessed = run::assess(framework, asked.gathered);
  const room::Judged* judged = judged_of(call, assessed);
  if (judged == nullptr) return not_found("such requirement in that framework");
  const auto history =
      run::stood(call.context.store, framework.id, judged->requirement->id, asked.gathered.id());
  if (!history) return internal_problem();
  return document(
      report::assess_requirement_json(view_of(asked, assessed), *judged, *history, kCompact));
}

Response show_requirement(const Call& call) {
  const auto framework = framework_of(call);
  if (!framework) return framework.error();
  const std::string_view system = call.text_or("system", "");
  if (system.empty()) {
    const room::Requirement* requirement = (*framework)->find(call.path("requirement"));
    if (requirement == nullptr) return not_found("such requirement in that framework");
    return kept(call.context.organisation.requirement(**framework, *requirement));
  }
  auto asked = gather(call, system);
  if (!asked) return asked.error();
  return written(call, **asked, **framework);
}

// What run::answer refuses besides what the route checks: an answer without a reason, or its end.
Response not_taken(const Call& call, const run::NewAnswer& said, const std::string& why) {
  if (run::answer_problem(said, call.context.now()).empty()) return internal_problem();
  const bool no_reason = text::trim(said.reason).empty();
  return problem(400, why, {{"body", no_reason ? "reason" : "expires", why}});
}

// So that the log leads to the page of that system.
std::string about(const record::Answer& answer) {
  return answer.system.empty() ? "" : ", of " + answer.system;
}

// About the organisation: beside the evidence that is kept of it.
Response answer_for_all(const Call& call, const room::Framework& framework,
                        const room::Requirement& requirement, const run::NewAnswer& said) {
  const auto made = call.context.organisation.answer(framework, requirement, said);
  if (!made) return not_taken(call, said, made.error());
  const auto audit = note_change(
      call, "answer.add", made->id,
      framework.id + ' ' + requirement.id + ' ' + std::string(record::name(made->status)));
  if (!audit || !call.context.store.flush()) return internal_problem();
  return with_audit(kept(call.context.organisation.requirement(framework, requirement)), *audit);
}

Response add_answer(const Call& call) {
  const auto framework = framework_of(call);
  if (!framework) return framework.error();
  const room::Requirement* requirement = (*framework)->find(call.path("requirement"));
  if (requirement == nullptr) return not_found("such requirement in that framework");
  auto attachment = attachment_of(call);
  if (!attachment) return attachment.error();
  run::NewAnswer said;
  said.attachment = std::move(*attachment);
  said.status = record::status(call.body_text("status")).value_or(record::Status::unknown);
  said.by = call.principal->name;
  said.reason = call.body_text("reason");
  said.expires = call.body_time("expires").value_or(0);
  if (call.body_text("system").empty()) {
    return answer_for_all(call, **framework, *requirement, said);
  }
  auto asked = gather(call, call.body_text("system"));
  if (!asked) return asked.error();
  store::Store& store = call.context.store;
  const auto made = run::answer(store, (*asked)->gathered, **framework, *requirement, said);
  if (!made) return not_taken(call, said, made.error());
  const auto audit = note_change(call, "answer.add", made->id,
                                 (*framework)->id + ' ' + requirement->id + ' ' +
                                     std::string(record::name(made->status)) + about(*made));
  if (!audit) return internal_problem();
  const room::Assessed assessed = run::assess(**framework, (*asked)->gathered);
  if (!run::what_changed(store, assessed, true) || !store.flush()) return internal_problem();
  return with_audit(written(call, **asked, **framework), *audit);
}

Response withdraw_answer(const Call& call) {
  store::Store& store = call.context.store;
  const auto known = run::answer_called(store, call.path("id"));
  if (!known || known->id != call.path("id")) return not_found("such answer");
  const auto withdrawn =
      store.evidence().withdraw_answer(known->id, call.principal->name, call.context.now());
  if (!withdrawn) return internal_problem();
  if (!*withdrawn) return problem(409, "That answer was withdrawn before.");
  const auto audit = note_change(call, "answer.withdraw", known->id,
                                 known->framework + ' ' + known->requirement + about(*known));
  if (!audit || !store.flush()) return internal_problem();
  if (!call.context.organisation.keep_standings()) return internal_problem();
  base::JsonWriter out;
  out.begin_object().field("id", known->id).field("audit", *audit).end_object();
  return json(out);
}

constexpr std::string_view kSaid = "met|partly|unmet|not-applicable";
constexpr std::array kFrameworkFields{
    Field{.name = "id", .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "edition", .required = true},
    Field{.name = "publisher", .required = true},
    Field{.name = "issued", .required = true},
    Field{
        .name = "verified", .type = Type::word, .words = "primary|secondary|no", .required = true},
    Field{.name = "source", .required = true},
    Field{.name = "checked", .required = true},
    Field{.name = "subject", .type = Type::word, .words = "system|organisation", .required = true},
    Field{.name = "assessed", .type = Type::boolean, .required = true},
    Field{.name = "superseded", .required = true},
    Field{.name = "note", .required = true},
    Field{.name = "requirements", .type = Type::integer, .required = true}};
constexpr Schema kFramework{
    .name = "Framework", .summary = "Somebody's requirements", .fields = kFrameworkFields};
constexpr std::array kWithdrawnFields{Field{.name = "id", .type = Type::id, .required = true},
                                      Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kWithdrawn{.name = "Withdrawn", .fields = kWithdrawnFields};
constexpr std::array kSystem{Field{
    .name = "system", .summary = "its id; the organisation without it", .least = 1, .most = 200}};
constexpr std::array kAnswerBody{
    Field{.name = "system",
          .summary = "its id; the organisation without it",
          .least = 1,
          .most = 200},
    kAttachedField, Field{.name = "status", .type = Type::word, .words = kSaid, .required = true},
    Field{.name = "reason", .least = 1, .most = record::kMostSaid, .required = true},
    Field{.name = "expires", .type = Type::time, .required = true}};
constexpr std::array kNotAssessed{404U, 409U};

constexpr std::array kRoutes{
    Route{
        .pattern = "/api/v1/roadmap",
        .room = "Assessments",
        .id = "show_roadmap",
        .summary = "The five lines of effort with a measure each, as `bartizan roadmap` says them.",
        .handler = show_roadmap},
    Route{.pattern = "/api/v1/frameworks",
          .room = "Assessments",
          .id = "list_frameworks",
          .summary = "The frameworks that can be assessed or looked up.",
          .is_list = true,
          .answer = &kFramework,
          .handler = list_frameworks},
    Route{.pattern = "/api/v1/frameworks/{id}",
          .room = "Assessments",
          .id = "show_framework",
          .summary = "How each requirement of a framework stands, as `bartizan assess` says it.",
          .query = kSystem,
          .refusals = kNotAssessed,
          .handler = show_framework},
    Route{.pattern = "/api/v1/frameworks/{id}/requirements/{requirement}",
          .room = "Assessments",
          .id = "show_requirement",
          .summary = "One requirement: its checks, the evidence down to byte ranges, its history.",
          .query = kSystem,
          .refusals = kNotAssessed,
          .handler = show_requirement},
    Route{.method = Method::post,
          .pattern = "/api/v1/frameworks/{id}/requirements/{requirement}/answers",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Assessments",
          .id = "add_answer",
          .summary = "Say how a requirement stands, with a reason and until when.",
          .body = {.kind = Body::Kind::json, .fields = kAnswerBody, .most = kMostAttached},
          .refusals = kNotAssessed,
          .handler = add_answer},
    Route{.method = Method::remove,
          .pattern = "/api/v1/answers/{id}",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Assessments",
          .id = "withdraw_answer",
          .summary = "Take an answer back; it stays in the history.",
          .answer = &kWithdrawn,
          .refusals = kNotAssessed,
          .handler = withdraw_answer}};

}  // namespace

std::span<const Route> assessment_routes() { return kRoutes; }

}  // namespace bartizan::server

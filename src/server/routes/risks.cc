// Risks: the register of risks of AI to critical infrastructure, by sector.
#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "base/escape.h"
#include "base/json_write.h"
#include "record/said.h"
#include "run/ready.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write_risk(base::JsonWriter& out, const record::Risk& risk, base::Millis now) {
  out.field("id", risk.id).field("sector", risk.sector);
  out.field("sector_name", protect::sector_name(risk.sector));
  out.field("category", risk.category);
  out.field("category_name", protect::risk_category_name(risk.category));
  text_field(out, "system", risk.system);
  text_field(out, "system_name", risk.system_name);
  out.field("scenario", base::encode_text(risk.scenario));
  text_field(out, "likelihood", risk.likelihood);
  text_field(out, "impact", risk.impact);
  text_field(out, "level", protect::risk_level(risk));
  out.key("atlas").begin_array();
  for (const std::string& id : risk.atlas) {
    out.begin_object().field("id", base::encode_text(id));
    out.field("name", protect::atlas_name(id)).end_object();
  }
  out.end_array();
  text_field(out, "owner", risk.owner);
  text_field(out, "treatment", risk.treatment);
  out.field("state", record::name(risk.state));
  time_field(out, "due", risk.due);
  out.field("overdue", protect::is_risk_overdue(risk, now));
  const auto answered = protect::answered(risk);
  out.key("functions").begin_object();
  for (std::size_t i = 0; i < protect::kFunctions.size(); ++i) {
    out.key(protect::kFunctions[i]).begin_object().field("answered", answered[i]);
    text_field(out, "note", risk.notes[i]);
    out.end_object();
  }
  out.end_object();
  out.field("by", base::encode_text(risk.by));
  time_field(out, "at", risk.at);
  time_field(out, "changed", risk.changed);
  text_field(out, "changed_by", risk.changed_by);
}

Response list_risks(const Call& call) {
  auto risks = call.context.store.posture().risks();
  if (!risks) return internal_problem();
  const base::Millis now = call.context.now();
  protect::sort_risks(*risks, now);
  std::map<std::string, std::uint64_t> sectors;
  List list(call);
  for (const record::Risk& risk : *risks) {
    if (!fits(call, "category", risk.category) || !fits(call, "system", risk.system) ||
        !fits(call, "level", protect::risk_level(risk)) ||
        !fits(call, "state", record::name(risk.state)) ||
        !list.wanted(risk.scenario + ' ' + risk.sector + ' ' + risk.system_name)) {
      continue;
    }
    ++sectors[risk.sector];
    if (!fits(call, "sector", risk.sector)) continue;
    write_risk(list.item(), risk, now);
    list.end_item();
  }
  list.set_facet("sector", sectors);
  return list.finish();
}

std::expected<record::Risk, Response> risk_of(const Call& call) {
  const auto all = call.context.store.posture().risks();
  if (!all) return std::unexpected(internal_problem());
  const auto known = std::ranges::find(*all, call.path("id"), &record::Risk::id);
  if (known == all->end()) return std::unexpected(not_found("such risk"));
  return *known;
}

Response written(const Call& call, const record::Risk& risk, std::string_view audit) {
  const auto history = call.context.store.posture().risk_history(risk.id);
  if (!history) return internal_problem();
  return with_history(call, risk, *history, audit,
                      [now = call.context.now()](base::JsonWriter& out, const record::Risk& one) {
                        write_risk(out, one, now);
                      });
}

Response show_risk(const Call& call) {
  const auto risk = risk_of(call);
  return risk ? written(call, *risk, "") : risk.error();
}

run::RiskSaid said_by_body(const Call& call) {
  run::RiskSaid said;
  said.sector = call.body_text("sector");
  said.category = call.body_text("category");
  said.scenario = call.body_text("scenario");
  said.likelihood = call.body_text("likelihood");
  said.impact = call.body_text("impact");
  said.owner = call.body_text("owner");
  said.treatment = call.body_text("treatment");
  said.state = call.body_text("state");
  said.due = call.body_time("due");
  for (std::size_t i = 0; i < protect::kFunctions.size(); ++i) {
    said.notes[i] = call.body_text(protect::kFunctions[i]);
  }
  if (const text::Node* atlas = call.body.find("atlas"); atlas != nullptr) {
    for (const text::Node& id : atlas->items) said.atlas.push_back(id.text);
  }
  return said;
}

// What the body says to be null is taken out.
void take_out(const Call& call, record::Risk& risk) {
  const auto is_null = [&](std::string_view name) {
    const text::Node* said = call.body.find(name);
    return said != nullptr && said->is(text::Node::Kind::null);
  };
  if (is_null("system")) risk.system = risk.system_name = "";
  if (is_null("likelihood")) risk.likelihood.clear();
  if (is_null("impact")) risk.impact.clear();
  if (is_null("atlas")) risk.atlas.clear();
  if (is_null("owner")) risk.owner.clear();
  if (is_null("treatment")) risk.treatment.clear();
  if (is_null("due")) risk.due = 0;
  for (std::size_t i = 0; i < protect::kFunctions.size(); ++i) {
    if (is_null(protect::kFunctions[i])) risk.notes[i].clear();
  }
}

// `before`: nullptr for a new one.
Response keep_risk(const Call& call, record::Risk risk, const record::Risk* before) {
  const auto system = system_of_body(call);
  if (!system) return system.error();
  take_out(call, risk);
  if (!system->id.empty()) {
    risk.system = system->id;
    risk.system_name = name_in_records(*system);
  }
  auto with = run::risk_with(std::move(risk), said_by_body(call));
  if (!with) return problem(400, "That is no risk: " + with.error() + ".");
  const auto checked = protect::checked_risk(std::move(*with), before, call.context.now());
  if (!checked) return problem(400, "That is no risk: " + checked.error() + ".");
  store::Store& store = call.context.store;
  const auto audit = note_change(call, before == nullptr ? "risk.add" : "risk.change", checked->id,
                                 record::name(checked->state));
  if (!audit || !store.posture().put_risk(*checked) || !store.flush()) return internal_problem();
  return written(call, *checked, *audit);
}

Response add_risk(const Call& call) {
  record::Risk risk;
  risk.by = call.principal->name;
  return keep_risk(call, std::move(risk), nullptr);
}

Response change_risk(const Call& call) {
  const auto before = risk_of(call);
  if (!before) return before.error();
  record::Risk risk = *before;
  risk.changed_by = call.principal->name;
  return keep_risk(call, std::move(risk), &*before);
}

// What a form offers: the words of the register.
Response list_words(const Call& call) {
  base::JsonWriter out;
  out.begin_object();
  const auto named = [&](std::string_view key, const std::vector<protect::Named>& all) {
    out.key(key).begin_array();
    for (const protect::Named& one : all) {
      out.begin_object().field("id", one.key).field("title", one.name).end_object();
    }
    out.end_array();
  };
  named("sectors", protect::sectors());
  named("categories", protect::risk_categories());
  const auto words = [&](std::string_view key, std::span<const std::string_view> all) {
    out.key(key).begin_array();
    for (const std::string_view word : all) out.value(word);
    out.end_array();
  };
  words("levels", protect::kRiskWords);
  words("treatments", protect::kTreatments);
  words("functions", protect::kFunctions);
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

constexpr std::string_view kRiskStates = "open|treated|accepted|closed";
constexpr std::string_view kLevels = "very-low|low|moderate|high|very-high";
constexpr std::string_view kTreatments = "reduce|avoid|transfer|accept";
constexpr std::array kAtlas{Field{.name = "id", .least = 1, .most = 40}};
constexpr std::array kTechniqueFields{Field{.name = "id", .required = true},
                                      Field{.name = "name", .required = true}};
constexpr Schema kTechnique{.name = "Technique", .summary = "Of ATLAS", .fields = kTechniqueFields};
constexpr std::array kFunctionFields{
    Field{.name = "answered", .type = Type::boolean, .required = true},
    Field{.name = "note", .required = true, .nullable = true}};
constexpr std::array kFunction{
    Field{.name = "function", .type = Type::object, .fields = kFunctionFields}};
constexpr std::array kRiskFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "sector", .required = true},
    Field{.name = "sector_name", .required = true},
    Field{.name = "category", .required = true},
    Field{.name = "category_name", .required = true},
    Field{.name = "system", .required = true, .nullable = true},
    Field{.name = "system_name", .required = true, .nullable = true},
    Field{.name = "scenario", .required = true},
    Field{.name = "likelihood", .required = true, .nullable = true},
    Field{.name = "impact", .required = true, .nullable = true},
    Field{.name = "level",
          .summary = "of likelihood and impact together",
          .required = true,
          .nullable = true},
    Field{.name = "atlas", .type = Type::list, .required = true, .schema = &kTechnique},
    Field{.name = "owner", .required = true, .nullable = true},
    Field{.name = "treatment", .required = true, .nullable = true},
    Field{.name = "state", .type = Type::word, .words = kRiskStates, .required = true},
    Field{.name = "due", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "overdue", .type = Type::boolean, .required = true},
    Field{.name = "functions",
          .type = Type::map,
          .summary = "govern, map, measure, manage",
          .required = true,
          .fields = kFunction},
    Field{.name = "by", .required = true},
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "changed", .type = Type::time, .required = true, .nullable = true}};
constexpr Schema kRisk{.name = "Risk",
                       .summary = "Of AI to a sector of critical infrastructure",
                       .fields = kRiskFields};
constexpr std::array kRiskQuery{
    Field{.name = "sector", .least = 1, .most = 60},
    Field{.name = "category", .least = 1, .most = 60},
    Field{.name = "system", .summary = "id of a system", .least = 1, .most = 200},
    Field{.name = "level", .type = Type::word, .words = kLevels},
    Field{.name = "state", .type = Type::word, .words = kRiskStates}};

// New: what it is must be said. A change: null takes out what may be left out.
template <bool Required>
constexpr std::array kRiskBody{
    Field{.name = "sector", .least = 1, .most = 60, .required = Required},
    Field{.name = "category", .least = 1, .most = 60, .required = Required},
    Field{.name = "scenario", .least = 1, .most = record::kMostSaid, .required = Required},
    Field{.name = "system", .summary = "its id", .least = 1, .most = 200, .nullable = !Required},
    Field{.name = "likelihood", .type = Type::word, .words = kLevels, .nullable = !Required},
    Field{.name = "impact", .type = Type::word, .words = kLevels, .nullable = !Required},
    Field{.name = "atlas", .type = Type::list, .most = 50, .nullable = !Required, .fields = kAtlas},
    Field{.name = "owner", .least = 1, .most = 200, .nullable = !Required},
    Field{.name = "treatment", .type = Type::word, .words = kTreatments, .nullable = !Required},
    Field{.name = "state", .type = Type::word, .words = kRiskStates},
    Field{.name = "due", .type = Type::time, .nullable = !Required},
    Field{.name = "govern",
          .summary = "what is done in that function",
          .least = 1,
          .most = record::kMostSaid,
          .nullable = !Required},
    Field{.name = "map", .least = 1, .most = record::kMostSaid, .nullable = !Required},
    Field{.name = "measure", .least = 1, .most = record::kMostSaid, .nullable = !Required},
    Field{.name = "manage", .least = 1, .most = record::kMostSaid, .nullable = !Required}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/risks",
          .room = "Posture",
          .id = "list_risks",
          .summary = "The register of risks to critical infrastructure, the worst first.",
          .query = kRiskQuery,
          .is_list = true,
          .answer = &kRisk,
          .handler = list_risks},
    Route{.pattern = "/api/v1/risks/words",
          .room = "Posture",
          .id = "list_risk_words",
          .summary = "The sectors, categories and words that risks are told in.",
          .handler = list_words},
    Route{.method = Method::post,
          .pattern = "/api/v1/risks",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Posture",
          .id = "add_risk",
          .summary = "Write down a risk of AI to a sector.",
          .body = {.kind = Body::Kind::json, .fields = kRiskBody<true>},
          .answer = &kRisk,
          .refusals = kMissing,
          .handler = add_risk},
    Route{.pattern = "/api/v1/risks/{id}",
          .room = "Posture",
          .id = "show_risk",
          .summary = "One risk and how it was before, latest first.",
          .answer = &kRisk,
          .refusals = kMissing,
          .handler = show_risk},
    Route{.method = Method::patch,
          .pattern = "/api/v1/risks/{id}",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Posture",
          .id = "change_risk",
          .summary = "Measure, treat, accept or close a risk; what it was before is kept.",
          .body = {.kind = Body::Kind::json, .fields = kRiskBody<false>},
          .answer = &kRisk,
          .refusals = kMissing,
          .handler = change_risk}};

}  // namespace

std::span<const Route> risk_routes() { return kRoutes; }

}  // namespace bartizan::server

// What belongs to one system: its model files, components, answers of assessments, and what
// happened to it.
#include <algorithm>
#include <array>
#include <map>

#include "assure/api.h"
#include "base/escape.h"
#include "base/json_write.h"
#include "base/path.h"
#include "report/words.h"
#include "run/frameworks.h"
#include "server/routes/answer.h"
#include "server/routes/files.h"
#include "server/routes/records.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

namespace room = assure::assess;

Response artifacts(const Call& call) {
  const auto system = system_asked_for(call);
  if (!system) return system.error();
  std::vector<store::SeenFile> files;
  if (!system->path.empty()) {
    auto seen = call.context.store.last_seen(system->path, true);
    if (!seen) return internal_problem();
    files = std::move(*seen);
  }
  const report::Words words(scan::Catalog::embedded(), false, true);
  List list(call);
  for (const store::SeenFile& file : files) {
    if (!fits(call, "verdict", record::name(file.verdict)) || !list.wanted(file.path)) continue;
    base::JsonWriter& out = list.item();
    out.field("id", artifact_id(file.path));
    out.key("sha256");
    file.sha256 ? out.value(*file.sha256) : out.null();
    out.field("path", base::escape_name(file.path));
    out.field("name", base::escape_name(base::last_part(file.path)));
    out.field("format", file.format).field("format_name", words.format(file.format));
    out.field("size", file.size);
    out.field("verdict", record::name(file.verdict));
    out.field("coverage", record::name(file.coverage));
    time_field(out, "seen", file.seen);
    out.field("findings", file.findings.size());
    list.end_item();
  }
  return list.finish();
}

Response components(const Call& call) {
  const auto system = system_asked_for(call);
  if (!system) return system.error();
  std::vector<record::Component> all;
  if (system->found) {
    auto found = call.context.store.estate().components_of(system->id);
    if (!found) return internal_problem();
    all = std::move(*found);
  }
  List list(call);
  for (const record::Component& one : all) {
    if (!fits(call, "kind", record::name(one.kind))) continue;
    if (!list.wanted(one.name + ' ' + one.provider + ' ' + one.version)) continue;
    base::JsonWriter& out = list.item();
    out.field("id", base::escape_name(one.id)).field("kind", record::name(one.kind));
    out.field("name", base::escape_name(one.name));
    out.field("version", base::escape_name(one.version));
    out.field("provider", base::escape_name(one.provider));
    out.field("provenance", record::name(one.provenance));
    out.field("licence", base::encode_text(one.attribute("licence")));
    out.field("occurrences", one.occurrences.size());
    list.end_item();
  }
  return list.finish();
}

std::string title_of(std::string_view framework, std::string_view requirement) {
  const room::Framework* known = room::framework(framework);
  const room::Requirement* one = known == nullptr ? nullptr : known->find(requirement);
  return one == nullptr ? std::string(requirement) : std::string(one->title);
}

// How the requirements stood when the system was last assessed: a list that costs no assessment.
Response answers(const Call& call) {
  const auto system = system_asked_for(call);
  if (!system) return system.error();
  store::Evidence& evidence = call.context.store.evidence();
  const std::string framework(call.text_or("framework", ""));
  std::vector<record::Standing> stood;
  for (const room::Framework& one : room::frameworks()) {
    if (!framework.empty() && one.id != framework) continue;
    auto standings = evidence.standings(one.id, "", system->id, 0);
    if (!standings) return internal_problem();
    std::ranges::move(*standings, std::back_inserter(stood));
  }
  const auto said = evidence.answers(framework, system->id);
  if (!said) return internal_problem();
  std::map<std::pair<std::string_view, std::string_view>, const record::Standing*> last;
  for (const record::Standing& one : stood) last[{one.framework, one.requirement}] = &one;
  std::map<std::pair<std::string_view, std::string_view>, base::Millis> expires;
  for (const record::Answer& one : *said) {
    if (one.withdrawn == 0) expires[{one.framework, one.requirement}] = one.expires;
  }
  List list(call);
  for (const auto& [key, one] : last) {
    const std::string title = title_of(key.first, key.second);
    if (!fits(call, "status", record::name(one->status))) continue;
    if (!list.wanted(std::string(key.second) + ' ' + title)) continue;
    base::JsonWriter& out = list.item();
    out.field("framework", one->framework).field("id", one->requirement).field("title", title);
    out.field("status", record::name(one->status)).field("why", base::encode_text(one->why));
    time_field(out, "at", one->at);
    const auto until = expires.find(key);
    time_field(out, "expires", until == expires.end() ? 0 : until->second);
    list.end_item();
  }
  return list.finish();
}

struct Event {
  base::Millis at = 0;
  std::string by, what, detail;
};

base::Result<void> add_scans(store::Store& store, const run::SystemRef& system,
                             std::vector<Event>& events) {
  if (system.path.empty()) return {};
  const auto rows = store.history(system.path);
  if (!rows) return std::unexpected(rows.error());
  struct Scan {
    base::Millis at = 0;
    std::uint64_t files = 0, malicious = 0, suspicious = 0, changed = 0;
  };
  std::map<std::string_view, Scan> scans;
  for (const store::HistoryRow& row : *rows) {
    if (row.verdict == record::Verdict::not_a_model) continue;
    Scan& scan = scans[row.scan];
    scan.at = std::max(scan.at, row.seen);
    ++scan.files;
    scan.malicious += row.verdict == record::Verdict::malicious ? 1U : 0U;
    scan.suspicious += row.verdict == record::Verdict::suspicious ? 1U : 0U;
    scan.changed += std::ranges::find(row.changes, "content") != row.changes.end() ? 1U : 0U;
  }
  for (const auto& [id, scan] : scans) {
    std::string detail = std::to_string(scan.files) + (scan.files == 1 ? " file" : " files");
    if (scan.malicious > 0) detail += ", " + std::to_string(scan.malicious) + " malicious";
    if (scan.suspicious > 0) detail += ", " + std::to_string(scan.suspicious) + " suspicious";
    if (scan.changed > 0) detail += ", " + std::to_string(scan.changed) + " changed";
    events.push_back({scan.at, "bartizan", "scan", std::move(detail)});
  }
  return {};
}

base::Result<void> add_record(store::Store& store, const run::SystemRef& system,
                              std::vector<Event>& events) {
  if (system.use_case.empty()) return {};
  const auto known = store.inventory().find_use_cases(system.use_case);
  if (!known) return std::unexpected(known.error());
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  for (const record::UseCase& use_case : *known) {
    if (use_case.id != system.use_case) continue;
    const auto import = std::ranges::find(*imports, use_case.import, &store::ImportRow::id);
    if (import == imports->end()) continue;
    events.push_back({import->imported, "", "inventory import",
                      base::escape_name(import->file) + ", row " + std::to_string(use_case.row)});
  }
  const auto edits = store.inventory().edits(system.use_case);
  if (!edits) return std::unexpected(edits.error());
  for (const store::UseCaseEdit& edit : *edits) {
    const auto shown = [](const std::string& value) {
      return value.empty() ? std::string("nothing") : "\"" + value + "\"";
    };
    events.push_back({edit.at, edit.by, "inventory edit",
                      edit.field + " from " + shown(edit.before) + " to " + shown(edit.after) +
                          (edit.reason.empty() ? "" : ": " + edit.reason)});
  }
  const auto reviewed = store.inventory().review(system.use_case);
  if (!reviewed) return std::unexpected(reviewed.error());
  for (const store::ReviewAnswer& one : *reviewed) {
    events.push_back(
        {one.at, one.by, "review",
         one.question + ": " + one.answer + (one.reason.empty() ? "" : ", " + one.reason)});
  }
  return {};
}

base::Result<void> add_decisions(store::Store& store, const run::SystemRef& system,
                                 std::vector<Event>& events) {
  std::vector<std::string> names{system.id};
  if (!system.use_case.empty() && system.use_case != system.id) names.push_back(system.use_case);
  for (const std::string& name : names) {
    const auto said = store.cases().said_of_exposure(name);
    if (!said) return std::unexpected(said.error());
    for (const record::Exposure& one : *said) {
      events.push_back({one.at, one.by, "exposure",
                        std::string(one.exposed ? "exposed" : "not exposed") +
                            (one.reason.empty() ? "" : ": " + one.reason)});
    }
    const auto answers = store.evidence().answers("", name);
    if (!answers) return std::unexpected(answers.error());
    for (const record::Answer& one : *answers) {
      events.push_back(
          {one.at, one.by, "answer",
           one.framework + ' ' + one.requirement + " is " + std::string(record::name(one.status))});
    }
  }
  const auto cases = store.cases().cases(system.id);
  if (!cases) return std::unexpected(cases.error());
  for (const record::Case& known : *cases) {
    const auto history = store.cases().history(known.id);
    if (!history) return std::unexpected(history.error());
    for (const record::CaseChange& change : *history) {
      if (change.what != "state" && change.what != "step") continue;
      events.push_back({change.at, change.by, "weakness",
                        known.advisory + ": " + change.after +
                            (change.reason.empty() ? "" : ", " + change.reason)});
    }
  }
  return {};
}

Response history(const Call& call) {
  const auto system = system_asked_for(call);
  if (!system) return system.error();
  store::Store& store = call.context.store;
  std::vector<Event> events;
  if (system->read != 0) {
    events.push_back({system->read, "bartizan", "discover", base::escape_name(system->place)});
  }
  if (!add_scans(store, *system, events) || !add_record(store, *system, events) ||
      !add_decisions(store, *system, events)) {
    return internal_problem();
  }
  std::ranges::stable_sort(events, std::greater(), &Event::at);
  List list(call);
  for (const Event& event : events) {
    if (!fits(call, "what", event.what)) continue;
    if (!list.wanted(event.by + ' ' + event.what + ' ' + event.detail)) continue;
    base::JsonWriter& out = list.item();
    time_field(out, "at", event.at);
    out.field("by", base::encode_text(event.by)).field("what", event.what);
    out.field("detail", base::encode_text(event.detail));
    list.end_item();
  }
  return list.finish();
}

constexpr std::array kArtifactFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "sha256", .type = Type::sha256, .required = true, .nullable = true},
    Field{.name = "path", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "format", .required = true},
    Field{.name = "format_name", .summary = "as reports call it", .required = true},
    Field{.name = "size", .type = Type::integer, .required = true},
    Field{.name = "verdict", .type = Type::word, .words = kVerdictWords, .required = true},
    Field{.name = "coverage",
          .type = Type::word,
          .words = "complete|partial|refused",
          .required = true},
    Field{.name = "seen", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "findings", .type = Type::integer, .required = true}};
constexpr Schema kArtifact{.name = "SystemArtifact", .fields = kArtifactFields};
constexpr std::array kComponentFields{
    Field{.name = "id", .required = true},
    Field{.name = "kind", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "version", .required = true},
    Field{.name = "provider", .required = true},
    Field{.name = "provenance",
          .type = Type::word,
          .words = "observed|derived|declared|unknown",
          .required = true},
    Field{.name = "licence", .required = true},
    Field{.name = "occurrences", .type = Type::integer, .required = true}};
constexpr Schema kComponent{.name = "SystemComponent", .fields = kComponentFields};
constexpr std::array kAnswerFields{
    Field{.name = "framework", .type = Type::id, .required = true},
    Field{.name = "id", .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "status",
          .type = Type::word,
          .words = "met|partly|unmet|unknown|not-applicable",
          .required = true},
    Field{.name = "why", .required = true},
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "expires",
          .type = Type::time,
          .summary = "of what a person answered",
          .required = true,
          .nullable = true}};
constexpr Schema kAnswer{
    .name = "SystemAnswer", .summary = "How a requirement stood", .fields = kAnswerFields};
constexpr std::array kEventFields{
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "by", .required = true}, Field{.name = "what", .required = true},
    Field{.name = "detail", .required = true}};
constexpr Schema kEvent{.name = "SystemEvent", .fields = kEventFields};
constexpr std::array kArtifactsQuery{
    Field{.name = "verdict", .type = Type::word, .words = kVerdictWords}};
constexpr std::array kComponentsQuery{Field{.name = "kind", .type = Type::id}};
constexpr std::array kAnswersQuery{
    Field{.name = "framework", .type = Type::id},
    Field{
        .name = "status", .type = Type::word, .words = "met|partly|unmet|unknown|not-applicable"}};
constexpr std::array kHistoryQuery{Field{.name = "what", .least = 1, .most = 40}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/systems/{id}/artifacts",
          .room = "Systems",
          .id = "list_artifacts_of_system",
          .summary = "The model files of a system as they were last seen.",
          .query = kArtifactsQuery,
          .is_list = true,
          .answer = &kArtifact,
          .refusals = kMissing,
          .handler = artifacts},
    Route{.pattern = "/api/v1/systems/{id}/components",
          .room = "Systems",
          .id = "list_components_of_system",
          .summary = "What a system is made of, as it was found.",
          .query = kComponentsQuery,
          .is_list = true,
          .answer = &kComponent,
          .refusals = kMissing,
          .handler = components},
    Route{.pattern = "/api/v1/systems/{id}/answers",
          .room = "Systems",
          .id = "list_answers_of_system",
          .summary = "How requirements stood when the system was last assessed.",
          .query = kAnswersQuery,
          .is_list = true,
          .answer = &kAnswer,
          .refusals = kMissing,
          .handler = answers},
    Route{.pattern = "/api/v1/systems/{id}/history",
          .room = "Systems",
          .id = "list_history_of_system",
          .summary = "What happened to a system, latest first.",
          .query = kHistoryQuery,
          .is_list = true,
          .answer = &kEvent,
          .refusals = kMissing,
          .handler = history}};

}  // namespace

std::span<const Route> system_part_routes() { return kRoutes; }

}  // namespace bartizan::server

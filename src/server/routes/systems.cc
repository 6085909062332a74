// Systems: which AI there is, declared and found, and who answers for it.
#include "run/systems.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/cases.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

struct Clocks {
  std::uint64_t running = 0;
  base::Millis due = 0;  // the earliest of open cases; 0: none has a date
};

// Of each system that has any, in one pass over the cases.
base::Result<std::map<std::string, Clocks>> clocks_of(store::Store& store,
                                                      std::string_view system) {
  const auto cases = store.cases().cases(system);
  if (!cases) return std::unexpected(cases.error());
  std::map<std::string, Clocks> by_system;
  for (const record::Case& known : *cases) {
    const bool runs =
        known.state == record::CaseState::open || known.state == record::CaseState::investigating;
    if (!runs || known.due == 0) continue;
    Clocks& clocks = by_system[known.system];
    ++clocks.running;
    clocks.due = clocks.due == 0 ? known.due : std::min(clocks.due, known.due);
  }
  return by_system;
}

void write_clock(base::JsonWriter& out, const Clocks& clocks, base::Millis now) {
  out.key("clock").begin_object();
  out.field("state", clocks.due == 0 ? "none" : clocks.due <= now ? "overdue" : "running");
  time_field(out, "due", clocks.due);
  out.field("count", clocks.running).end_object();
}

std::string_view exposure_word(const std::optional<record::Exposure>& exposure) {
  if (!exposure) return "unknown";
  return exposure->exposed ? "yes" : "no";
}

void write_head(base::JsonWriter& out, const run::SystemRef& system) {
  out.field("id", base::escape_name(system.id)).field("name", base::escape_name(system.name));
  out.field("use_case", base::escape_name(system.use_case));
  out.field("owner", base::escape_name(system.owner));
  out.field("stage", base::escape_name(system.stage));
  out.field("high_impact", base::escape_name(system.high_impact));
  out.field("declared", system.declared).field("found", system.found);
  out.field("path", base::escape_name(system.path));
  time_field(out, "read", system.read);
}

bool is_asked_for(const Call& call, const run::SystemRef& system) {
  return fits(call, "owner", system.owner) && fits(call, "stage", system.stage) &&
         fits(call, "high_impact", system.high_impact) &&
         fits(call, "declared", system.declared ? "yes" : "no") &&
         fits(call, "found", system.found ? "yes" : "no");
}

Response list_systems(const Call& call) {
  store::Store& store = call.context.store;
  auto systems = run::all_systems(store);
  const auto clocks = clocks_of(store, "");
  const auto exposures = store.cases().exposures();
  if (!systems || !clocks || !exposures) return internal_problem();
  std::map<std::string_view, const record::Exposure*> said;
  for (const record::Exposure& exposure : *exposures) said[exposure.system] = &exposure;
  if (call.descending()) std::ranges::reverse(*systems);

  std::map<std::string, std::uint64_t> stages;
  List list(call);
  for (const run::SystemRef& system : *systems) {
    if (!is_asked_for(call, system) ||
        !list.wanted(system.name + ' ' + system.owner + ' ' + system.id))
      continue;
    ++stages[system.stage];
    base::JsonWriter& out = list.item();
    write_head(out, system);
    const auto clock = clocks->find(system.id);
    write_clock(out, clock == clocks->end() ? Clocks() : clock->second, call.context.now());
    const auto exposure = said.find(system.id);
    out.field("exposure", exposure == said.end() ? "unknown" : exposure_word(*exposure->second));
    list.end_item();
  }
  list.set_facet("stage", stages);
  return list.finish();
}

std::expected<run::SystemRef, Response> system_of(const Call& call) {
  auto system = run::system(call.context.store, call.path("id"));
  if (system && (system->id == call.path("id") || system->use_case == call.path("id"))) {
    return std::move(*system);
  }
  return std::unexpected(not_found("such system"));
}

Response written(const Call& call, const run::SystemRef& system, std::string_view audit) {
  store::Store& store = call.context.store;
  const auto clocks = clocks_of(store, system.id);
  const auto exposure = store.cases().exposure(system.id);
  if (!clocks || !exposure) return internal_problem();
  base::JsonWriter out;
  out.begin_object();
  write_head(out, system);
  out.field("place", base::escape_name(system.place));
  const auto clock = clocks->find(system.id);
  write_clock(out, clock == clocks->end() ? Clocks() : clock->second, call.context.now());
  out.key("exposure");
  if (*exposure) {
    out.begin_object().field("exposed", (*exposure)->exposed);
    out.field("by", base::encode_text((*exposure)->by));
    time_field(out, "at", (*exposure)->at);
    out.field("reason", base::encode_text((*exposure)->reason)).end_object();
  } else {
    out.null();
  }
  if (!audit.empty()) out.field("audit", audit);
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

Response show_system(const Call& call) {
  const auto system = system_of(call);
  return system ? written(call, *system, "") : system.error();
}

Response set_exposure(const Call& call) {
  const auto system = system_of(call);
  if (!system) return system.error();
  record::Exposure exposure;
  exposure.system = system->id;
  exposure.exposed = *call.body_boolean("exposed");
  exposure.by = call.principal->name;
  exposure.reason = call.body_text("reason");
  exposure.at = call.context.now();
  store::Store& store = call.context.store;
  const auto audit = note_change(call, "exposure.set", system->id, exposure.exposed ? "yes" : "no");
  if (!audit || !run::set_exposure(store, exposure, call.context.now()) || !store.flush()) {
    return internal_problem();
  }
  return written(call, *system, *audit);
}

constexpr std::array kClockFields{
    Field{.name = "state", .type = Type::word, .words = "overdue|running|none", .required = true},
    Field{.name = "due", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "count", .type = Type::integer, .required = true}};
constexpr Schema kClock{.name = "SystemClock", .fields = kClockFields};
constexpr std::array kSystemFields{
    Field{.name = "id", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "use_case", .required = true},
    Field{.name = "owner", .required = true},
    Field{.name = "stage", .required = true},
    Field{.name = "high_impact", .required = true},
    Field{.name = "declared", .type = Type::boolean, .required = true},
    Field{.name = "found", .type = Type::boolean, .required = true},
    Field{.name = "path", .required = true},
    Field{.name = "read", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "clock", .type = Type::object, .required = true, .schema = &kClock},
    Field{.name = "exposure", .type = Type::word, .words = "yes|no|unknown", .required = true}};
constexpr Schema kSystem{
    .name = "System", .summary = "A use case, a found system, or both", .fields = kSystemFields};
constexpr std::array kYesNo{Field{.name = "owner", .least = 1, .most = 200},
                            Field{.name = "stage", .least = 1, .most = 200},
                            Field{.name = "high_impact", .least = 1, .most = 200},
                            Field{.name = "declared", .type = Type::word, .words = "yes|no"},
                            Field{.name = "found", .type = Type::word, .words = "yes|no"}};
constexpr std::array kExposureBody{
    Field{.name = "exposed", .type = Type::boolean, .required = true},
    Field{.name = "reason", .most = 500}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/systems",
          .room = "Systems",
          .id = "list_systems",
          .summary = "Which AI there is, declared and found, by name.",
          .query = kYesNo,
          .is_list = true,
          .sortable = "name",
          .answer = &kSystem,
          .handler = list_systems},
    Route{.pattern = "/api/v1/systems/{id}",
          .room = "Systems",
          .id = "show_system",
          .summary = "One system.",
          .refusals = kMissing,
          .handler = show_system},
    Route{.method = Method::put,
          .pattern = "/api/v1/systems/{id}/exposure",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Systems",
          .id = "set_exposure",
          .summary = "Say whether a system can be reached from the internet; its clocks follow.",
          .body = {.kind = Body::Kind::json, .fields = kExposureBody},
          .refusals = kMissing,
          .handler = set_exposure}};

}  // namespace

std::span<const Route> system_routes() { return kRoutes; }

}  // namespace bartizan::server

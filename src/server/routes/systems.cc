// Systems: which AI there is, declared and found, and who answers for it.
#include "run/systems.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/cases.h"
#include "run/undo.h"
#include "server/audit/event.h"
#include "server/estate_view.h"
#include "server/routes/answer.h"
#include "server/routes/changes.h"
#include "server/routes/facets.h"
#include "server/routes/files.h"
#include "server/routes/records.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write_clock(base::JsonWriter& out, const SystemClock& clock, base::Millis now) {
  out.key("clock").begin_object();
  out.field("state", clock.due == 0 ? "none" : clock.due <= now ? "overdue" : "running");
  time_field(out, "due", clock.due);
  out.field("count", clock.running).end_object();
}

std::string_view exposure_word(const std::optional<record::Exposure>& exposure) {
  if (!exposure) return "unknown";
  return exposure->exposed ? "yes" : "no";
}

std::string_view verdict_of(const SystemLine& line) {
  return line.verdict ? record::name(*line.verdict) : std::string_view();
}

void write_head(base::JsonWriter& out, const SystemLine& line, base::Millis now) {
  const run::SystemRef& system = line.ref;
  out.field("id", base::escape_name(system.id)).field("name", base::escape_name(system.name));
  out.field("owner", base::escape_name(system.owner));
  out.field("stage", base::escape_name(system.stage));
  out.field("high_impact", base::escape_name(system.high_impact));
  out.field("declared", system.declared).field("found", system.found);
  out.field("path", base::escape_name(system.path));
  time_field(out, "read", system.read);
  out.key("verdict");
  line.verdict ? out.value(verdict_of(line)) : out.null();
  write_clock(out, line.clock, now);
  out.key("completeness");
  line.completeness ? out.value(*line.completeness) : out.null();
  out.field("artifacts", line.artifacts).field("components", line.components);
  out.key("models");
  line.models ? out.value(*line.models) : out.null();
  out.key("missing");
  line.missing ? out.value(*line.missing) : out.null();
  time_field(out, "assessed", line.assessed);
  out.key("statuses").begin_object();
  for (std::size_t i = 0; i < record::kStatuses; ++i) {
    std::string name(record::name(static_cast<record::Status>(i)));
    std::ranges::replace(name, '-', '_');
    out.field(name, line.statuses[i]);
  }
  out.end_object();
}

// What has no value stands last, in either direction.
constexpr std::uint64_t kLast = UINT64_MAX;

std::uint64_t number_by(const SystemLine& line, std::string_view column, bool descending) {
  const auto or_last = [&](bool has, std::uint64_t value) {
    return has ? value : descending ? 0 : kLast;
  };
  if (column == "verdict") {
    return or_last(line.verdict.has_value(),
                   line.verdict ? static_cast<std::uint64_t>(*line.verdict) + 1 : 0);
  }
  if (column == "clock") {
    return or_last(line.clock.due != 0, static_cast<std::uint64_t>(line.clock.due));
  }
  if (column == "completeness") {
    return or_last(line.completeness.has_value(), line.completeness.value_or(0) + 1);
  }
  if (column == "assessed") {
    return or_last(line.assessed != 0, static_cast<std::uint64_t>(line.assessed));
  }
  if (column == "artifacts") return line.artifacts;
  return line.components;
}

// Where a system stands in a list that begins with the worst, smallest first: harmful files, a
// clock that is overdue, most requirements unmet; then what nobody read, or not whole, which may be
// as bad; then most that is unknown, and partly met.
using Place = std::array<std::uint64_t, 6>;
Place worst_first(const SystemLine& line, base::Millis now) {
  using enum record::Verdict;
  const auto most = [&](record::Status status) {
    return kLast - line.statuses[static_cast<std::size_t>(status)];
  };
  const std::uint64_t harm = line.verdict == malicious ? 0 : line.verdict == suspicious ? 1 : 2;
  const bool is_overdue = line.clock.due != 0 && line.clock.due <= now;
  const bool is_part_read =
      line.verdict == incomplete || (!line.verdict && line.models.value_or(0) > 0);
  return {harm,
          is_overdue ? 0U : 1U,
          most(record::Status::unmet),
          line.ref.read == 0 ? 0U
          : is_part_read     ? 1U
                             : 2U,
          most(record::Status::unknown),
          most(record::Status::partly)};
}

// Those of a list in the order that is asked for; those that are equal by name.
std::vector<const SystemLine*> ordered(const Call& call, const Estate& estate) {
  std::vector<const SystemLine*> lines;
  lines.reserve(estate.systems.size());
  for (const SystemLine& line : estate.systems) lines.push_back(&line);
  const std::string_view column = call.sort();
  const bool descending = call.descending();
  const auto by_text = [&](auto text) {
    std::ranges::stable_sort(lines, [&](const SystemLine* a, const SystemLine* b) {
      const std::string_view x = text(*a), y = text(*b);
      if (x.empty() != y.empty()) return y.empty();
      return descending ? y < x : x < y;
    });
  };
  if (column == "name") {
    if (descending) std::ranges::reverse(lines);
  } else if (column.empty() || column == "worst") {
    const base::Millis now = call.context.now();
    std::ranges::stable_sort(lines, {},
                             [&](const SystemLine* line) { return worst_first(*line, now); });
    if (descending) std::ranges::reverse(lines);
  } else if (column == "owner") {
    by_text([](const SystemLine& line) -> std::string_view { return line.ref.owner; });
  } else if (column == "stage") {
    by_text([](const SystemLine& line) -> std::string_view { return line.ref.stage; });
  } else {
    std::ranges::stable_sort(lines, [&](const SystemLine* a, const SystemLine* b) {
      const std::uint64_t x = number_by(*a, column, descending);
      const std::uint64_t y = number_by(*b, column, descending);
      return descending ? y < x : x < y;
    });
  }
  return lines;
}

Response list_systems(const Call& call) {
  const auto known = call.context.estate.look();
  if (!known) return internal_problem();
  const base::Millis now = call.context.now();
  Facets facets(call, {"verdict", "declared", "found", "stage", "high_impact", "owner"});
  List list(call);
  for (const SystemLine* line : ordered(call, **known)) {
    const run::SystemRef& system = line->ref;
    if (!list.wanted(system.name + ' ' + system.owner + ' ' + system.id) ||
        !facets.look({verdict_of(*line), system.declared ? "yes" : "no",
                      system.found ? "yes" : "no", system.stage, system.high_impact,
                      system.owner})) {
      continue;
    }
    if (!list.shown()) {
      list.pass();
      continue;
    }
    base::JsonWriter& out = list.item();
    write_head(out, *line, now);
    out.field("use_case", base::escape_name(system.use_case));
    out.field("exposure", exposure_word(line->exposure));
    list.end_item();
  }
  facets.write(list);
  return list.finish();
}

// The system of the path, of a snapshot that lives on with it.
struct Chosen {
  std::shared_ptr<const Estate> estate;
  const SystemLine* line = nullptr;
};

std::expected<Chosen, Response> system_of(const Call& call) {
  auto known = call.context.estate.look();
  if (!known) return std::unexpected(internal_problem());
  const SystemLine* line = (*known)->system(call.path("id"));
  if (line == nullptr) return std::unexpected(not_found("such system"));
  return Chosen{std::move(*known), line};
}

Response written(const Call& call, const SystemLine& line, std::string_view audit) {
  base::JsonWriter out;
  out.begin_object();
  write_head(out, line, call.context.now());
  out.field("place", base::escape_name(line.ref.place));
  out.key("exposure");
  if (line.exposure) {
    out.begin_object().field("exposed", line.exposure->exposed);
    out.field("by", base::encode_text(line.exposure->by));
    time_field(out, "at", line.exposure->at);
    out.field("reason", base::encode_text(line.exposure->reason)).end_object();
  } else {
    out.null();
  }
  const auto version = write_record(out, call, line.ref);
  if (!version) return internal_problem();
  const std::string etag = record_etag(out.text(), *version);
  if (!audit.empty()) out.field("audit", audit);
  time_field(out, "as_of", call.context.now());
  out.end_object();
  Response response = json(out);
  response.etag = etag;
  return response;
}

Response show_system(const Call& call) {
  const auto system = system_of(call);
  return system ? written(call, *system->line, "") : system.error();
}

Response set_exposure(const Call& call) {
  const auto system = system_of(call);
  if (!system) return system.error();
  record::Exposure exposure;
  exposure.system = system->line->ref.id;
  exposure.exposed = *call.body_boolean("exposed");
  exposure.by = call.principal->name;
  exposure.reason = call.body_text("reason");
  exposure.at = call.context.now();
  store::Store& store = call.context.store;
  store::AuditedChange change(store.audit(), change_event(call, "exposure.set", exposure.system,
                                                          exposure.exposed ? "yes" : "no"));
  if (!run::set_exposure(store, exposure, call.context.now())) return internal_problem();
  const auto audit = change.done();
  if (!audit || !store.flush()) return internal_problem();
  keep_way_back(call, *audit, run::way_back_of_exposure(exposure));
  const auto changed = system_of(call);
  return changed ? written(call, *changed->line, audit_id(*audit)) : changed.error();
}

constexpr std::array kClockFields{
    Field{.name = "state", .type = Type::word, .words = "overdue|running|none", .required = true},
    Field{.name = "due", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "count", .type = Type::integer, .required = true}};
constexpr Schema kClock{.name = "SystemClock", .fields = kClockFields};
constexpr std::array kStatusFields{
    Field{.name = "met", .type = Type::integer, .required = true},
    Field{.name = "partly", .type = Type::integer, .required = true},
    Field{.name = "unmet", .type = Type::integer, .required = true},
    Field{.name = "unknown", .type = Type::integer, .required = true},
    Field{.name = "not_applicable", .type = Type::integer, .required = true}};
constexpr Schema kStatuses{.name = "SystemStatuses",
                           .summary = "How the requirements of all frameworks last stood",
                           .fields = kStatusFields};
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
    Field{.name = "verdict",
          .type = Type::word,
          .summary = "the worst of its files",
          .words = kVerdictWords,
          .required = true,
          .nullable = true},
    Field{.name = "clock", .type = Type::object, .required = true, .schema = &kClock},
    Field{.name = "completeness",
          .type = Type::integer,
          .summary = "of its last bill of materials, in percent",
          .required = true,
          .nullable = true},
    Field{.name = "artifacts", .type = Type::integer, .required = true},
    Field{.name = "components", .type = Type::integer, .required = true},
    Field{.name = "models",
          .type = Type::integer,
          .summary = "model files that reading it found, scanned or not",
          .required = true,
          .nullable = true},
    Field{.name = "missing",
          .type = Type::integer,
          .summary = "answers that its form requires and nobody gave",
          .required = true,
          .nullable = true},
    Field{.name = "assessed", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "statuses", .type = Type::object, .required = true, .schema = &kStatuses},
    Field{.name = "exposure", .type = Type::word, .words = "yes|no|unknown", .required = true}};
constexpr Schema kSystem{
    .name = "System", .summary = "A use case, a found system, or both", .fields = kSystemFields};
constexpr std::array kYesNo{Field{.name = "owner", .least = 1, .most = 200},
                            Field{.name = "stage", .least = 1, .most = 200},
                            Field{.name = "high_impact", .least = 1, .most = 200},
                            Field{.name = "verdict", .type = Type::word, .words = kVerdictWords},
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
          .summary = "Which AI there is, declared and found, the worst first.",
          .query = kYesNo,
          .is_list = true,
          .sortable =
              "worst|name|owner|stage|verdict|clock|completeness|assessed|artifacts|components",
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

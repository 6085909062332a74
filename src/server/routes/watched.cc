// Watched: places that are looked at by themselves, and the numbers of watching and telling.
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "protect/api.h"
#include "run/watch.h"
#include "server/roots.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"
#include "server/watcher.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

void text_or_null(base::JsonWriter& out, std::string_view key, std::string_view text) {
  out.key(key);
  text.empty() ? out.null() : out.value(base::encode_text(text));
}

void write_place(base::JsonWriter& out, const Call& call, const record::Watched& place,
                 const protect::EffectivePosture& posture) {
  const run::PlaceStanding stands = run::standing(place, posture, call.context.now());
  out.field("path", base::escape_name(place.path));
  out.field("interval_s", place.interval / 1000);
  out.field("interval_in_force_s", stands.interval / 1000).field("rate", place.rate);
  out.field("by", base::encode_text(place.by));
  time_field(out, "added", place.at);
  time_field(out, "last", place.looked);
  time_field(out, "next", stands.due);
  out.field("is_due", stands.is_due).field("is_late", stands.is_late);
  out.field("below_roots", call.context.roots.beneath().around(place.path) != nullptr);
  out.field("files", place.files).field("read", place.read).field("changed", place.changed);
  out.field("gone", place.gone).field("unread", place.unread);
  text_or_null(out, "result", place.result);
  text_or_null(out, "problem", place.problem);
  time_field(out, "failing_since", place.failing);
}

std::expected<protect::EffectivePosture, base::Error> posture_of(const Call& call) {
  const auto history = call.context.store.posture().posture_history();
  if (!history) return std::unexpected(history.error());
  return protect::effective(*history, call.context.now());
}

Response list_watched(const Call& call) {
  const auto places = call.context.store.watch().places();
  const auto posture = posture_of(call);
  if (!places || !posture) return internal_problem();
  List list(call);
  for (const record::Watched& place : *places) {
    if (!list.wanted(place.path)) continue;
    write_place(list.item(), call, place, *posture);
    list.end_item();
  }
  return list.finish();
}

const record::Watched* find(const std::vector<record::Watched>& places, std::string_view path) {
  for (const record::Watched& place : places) {
    if (place.path == path) return &place;
  }
  return nullptr;
}

Response add_watched(const Call& call) {
  auto path = call.context.roots.resolve(base::unescape_name(call.body_text("path")));
  if (!path) return problem(404, path.error(), {{"body", "path", path.error()}});
  store::Watch& watch = call.context.store.watch();
  const auto settings = watch.settings();
  if (!settings) return internal_problem();
  record::Watched place;
  place.path = std::move(*path);
  const auto seconds = call.body_integer("interval_s");
  place.interval = seconds ? *seconds * 1000 : settings->interval;
  place.rate = static_cast<std::uint64_t>(call.body_integer("rate").value_or(0));
  place.by = call.principal->name;
  place.at = call.context.now();
  const auto audit = note_change(call, "watch.add", place.path,
                                 "every " + std::to_string(place.interval / 1000) + " s");
  if (!audit || !watch.put_place(place)) return internal_problem();
  const auto places = watch.places();
  const auto posture = posture_of(call);
  if (!places || !posture) return internal_problem();
  const record::Watched* kept = find(*places, place.path);
  if (kept == nullptr) return internal_problem();
  base::JsonWriter out;
  out.begin_object();
  write_place(out, call, *kept, *posture);
  out.field("audit", *audit).end_object();
  return json(out);
}

Response remove_watched(const Call& call) {
  const std::string path = base::unescape_name(call.body_text("path"));
  store::Watch& watch = call.context.store.watch();
  const auto places = watch.places();
  if (!places) return internal_problem();
  if (find(*places, path) == nullptr) return not_found("watched place of that path");
  const auto audit = note_change(call, "watch.remove", path, "");
  if (!audit || !watch.remove_place(path)) return internal_problem();
  base::JsonWriter out;
  out.begin_object().field("audit", *audit).end_object();
  return json(out);
}

Response look_now(const Call& call) {
  const auto places = call.context.store.watch().places();
  if (!places) return internal_problem();
  const std::string path = base::unescape_name(call.body_text("path"));
  if (!path.empty() && find(*places, path) == nullptr) {
    return not_found("watched place of that path");
  }
  const auto audit = note_change(call, "watch.look", path.empty() ? "every place" : path, "");
  if (!audit) return internal_problem();
  base::JsonWriter out;
  out.begin_object().key("jobs").begin_array();
  for (const record::Watched& place : *places) {
    if (!path.empty() && place.path != path) continue;
    if (call.context.watcher == nullptr) continue;
    if (call.context.roots.beneath().around(place.path) == nullptr) continue;
    const auto job =
        call.context.watcher->look_now(place, call.principal->account, call.principal->name);
    if (job) write(out, *job, call.context.now());
  }
  out.end_array().field("audit", *audit).end_object();
  Response response = json(out);
  response.status = 202;
  return response;
}

Response written(const Call& call, const record::WatchSettings& settings, std::string_view audit) {
  const auto age = run::evidence_age(call.context.store, call.context.now());
  if (!age) return internal_problem();
  base::JsonWriter out;
  out.begin_object().field("interval_s", settings.interval / 1000);
  out.field("reread_rate", settings.rate).key("evidence_age_days");
  settings.evidence_age == 0 ? out.null() : out.value(settings.evidence_age / kDay);
  out.field("evidence_age_in_force_s", *age / 1000);
  out.field("findings_from", record::name(settings.findings_from));
  out.field("clock_days", settings.clock_days).field("answer_days", settings.answer_days);
  time_field(out, "as_of", call.context.now());
  if (!audit.empty()) out.field("audit", audit);
  out.end_object();
  return json(out);
}

Response show_settings(const Call& call) {
  const auto settings = call.context.store.watch().settings();
  return settings ? written(call, *settings, "") : internal_problem();
}

Response change_settings(const Call& call) {
  auto settings = call.context.store.watch().settings();
  if (!settings) return internal_problem();
  std::string changes;
  const auto number = [&](std::string_view name, auto set) {
    const auto value = call.body_integer(name);
    if (!value) return;
    set(*value);
    changes += (changes.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(*value);
  };
  number("interval_s", [&](std::int64_t n) { settings->interval = n * 1000; });
  number("reread_rate", [&](std::int64_t n) { settings->rate = static_cast<std::uint64_t>(n); });
  number("evidence_age_days", [&](std::int64_t n) { settings->evidence_age = n * kDay; });
  number("clock_days", [&](std::int64_t n) { settings->clock_days = static_cast<unsigned>(n); });
  number("answer_days", [&](std::int64_t n) { settings->answer_days = static_cast<unsigned>(n); });
  if (const auto least = record::parse_severity(call.body_text("findings_from"))) {
    settings->findings_from = *least;
    changes += (changes.empty() ? "" : ", ") + ("findings_from " + std::string(name(*least)));
  }
  if (changes.empty()) return problem(400, "Nothing was named that could be changed.");
  const auto audit = note_change(call, "settings.change", "settings", changes);
  if (!audit || !call.context.store.watch().put_settings(*settings)) return internal_problem();
  return written(call, *settings, *audit);
}

constexpr std::int64_t kLongest = 366 * 24 * 3600;  // seconds
constexpr std::array kPlaceFields{
    Field{.name = "path", .required = true},
    Field{.name = "interval_s", .type = Type::integer, .required = true},
    Field{.name = "interval_in_force_s",
          .type = Type::integer,
          .summary = "shorter while the posture is raised",
          .required = true},
    Field{.name = "rate", .type = Type::integer, .summary = "bytes a second", .required = true},
    Field{.name = "by", .required = true},
    Field{.name = "added", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "last", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "next", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "is_due", .type = Type::boolean, .required = true},
    Field{.name = "is_late", .type = Type::boolean, .required = true},
    Field{.name = "below_roots",
          .type = Type::boolean,
          .summary = "false: this server does not look at it",
          .required = true},
    Field{.name = "files", .type = Type::integer, .required = true},
    Field{.name = "read", .type = Type::integer, .required = true},
    Field{.name = "changed", .type = Type::integer, .required = true},
    Field{.name = "gone", .type = Type::integer, .required = true},
    Field{.name = "unread", .type = Type::integer, .required = true},
    Field{.name = "result", .required = true, .nullable = true},
    Field{.name = "problem", .required = true, .nullable = true},
    Field{.name = "failing_since", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "audit", .type = Type::id}};
constexpr Schema kPlace{
    .name = "Watched", .summary = "A place that is looked at", .fields = kPlaceFields};
constexpr std::array kAuditFields{Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kAudited{.name = "Changed", .fields = kAuditFields};
constexpr std::array kAny{Field{.name = "", .type = Type::any}};
constexpr std::array kLookFields{
    Field{.name = "jobs", .type = Type::list, .required = true, .fields = kAny},
    Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kLook{.name = "Look", .summary = "Jobs that were begun", .fields = kLookFields};
constexpr std::array kAddBody{
    Field{
        .name = "path", .summary = "absolute, beneath one of /roots", .least = 1, .required = true},
    Field{.name = "interval_s", .type = Type::integer, .least = 60, .most = kLongest},
    Field{.name = "rate",
          .type = Type::integer,
          .summary = "bytes a second; 0: as the settings say",
          .most = std::int64_t{1} << 40}};
constexpr std::array kPathBody{Field{.name = "path", .least = 1, .required = true}};
constexpr std::array kLookBody{
    Field{.name = "path", .summary = "of one place; all of them without it", .least = 1}};
constexpr std::array kSettingsFields{
    Field{.name = "interval_s",
          .type = Type::integer,
          .summary = "of a watched place that names none",
          .required = true},
    Field{.name = "reread_rate",
          .type = Type::integer,
          .summary = "bytes a second; 0: no limit",
          .required = true},
    Field{.name = "evidence_age_days",
          .type = Type::integer,
          .summary = "null: as the catalogue says",
          .required = true,
          .nullable = true},
    Field{.name = "evidence_age_in_force_s", .type = Type::integer, .required = true},
    Field{.name = "findings_from", .required = true},
    Field{.name = "clock_days", .type = Type::integer, .required = true},
    Field{.name = "answer_days", .type = Type::integer, .required = true},
    Field{.name = "as_of", .type = Type::time, .required = true},
    Field{.name = "audit", .type = Type::id}};
constexpr Schema kSettings{
    .name = "Settings", .summary = "Numbers of watching and telling", .fields = kSettingsFields};
constexpr std::array kSettingsBody{
    Field{.name = "interval_s", .type = Type::integer, .least = 60, .most = kLongest},
    Field{.name = "reread_rate", .type = Type::integer, .most = std::int64_t{1} << 40},
    Field{.name = "evidence_age_days",
          .type = Type::integer,
          .summary = "0: as the catalogue says",
          .most = 366},
    Field{.name = "findings_from", .type = Type::word, .words = "info|low|medium|high|critical"},
    Field{.name = "clock_days", .type = Type::integer, .most = 366},
    Field{.name = "answer_days", .type = Type::integer, .most = 366}};
constexpr std::array kMissing{404U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/watched",
          .room = "Watching",
          .id = "list_watched",
          .summary = "Places that are looked at by themselves, and how the last look went.",
          .is_list = true,
          .answer = &kPlace,
          .handler = list_watched},
    Route{.method = Method::post,
          .pattern = "/api/v1/watched",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Watching",
          .id = "add_watched",
          .summary = "Watch a place, or change how often.",
          .body = {.kind = Body::Kind::json, .fields = kAddBody},
          .answer = &kPlace,
          .refusals = kMissing,
          .handler = add_watched},
    Route{.method = Method::remove,
          .pattern = "/api/v1/watched",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Watching",
          .id = "remove_watched",
          .summary = "Watch it no more; what is known of it stays.",
          .body = {.kind = Body::Kind::json, .fields = kPathBody},
          .answer = &kAudited,
          .refusals = kMissing,
          .handler = remove_watched},
    Route{.method = Method::post,
          .pattern = "/api/v1/watched/look",
          .role = Role::analyst,
          .scope = Scope::scan,
          .room = "Watching",
          .id = "look_at_watched",
          .summary = "Look now, due or not.",
          .body = {.kind = Body::Kind::json, .fields = kLookBody},
          .answer = &kLook,
          .success = 202,
          .refusals = kMissing,
          .handler = look_now},
    Route{.pattern = "/api/v1/settings",
          .room = "Watching",
          .id = "show_settings",
          .summary = "How often is looked, at what rate, and what is told.",
          .answer = &kSettings,
          .handler = show_settings},
    Route{.method = Method::patch,
          .pattern = "/api/v1/settings",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Watching",
          .id = "change_settings",
          .summary = "Change some of them.",
          .body = {.kind = Body::Kind::json, .fields = kSettingsBody},
          .answer = &kSettings,
          .handler = change_settings}};

}  // namespace

std::span<const Route> watched_routes() { return kRoutes; }

}  // namespace bartizan::server

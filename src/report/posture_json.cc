// The posture, readiness and risks as JSON.
#include "base/escape.h"
#include "base/json_write.h"
#include "report/posture.h"

namespace bartizan::report {
namespace {

using base::JsonWriter;
using record::Risk;

// null for 0.
void time_field(JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  if (at == 0) {
    out.null();
  } else {
    out.value(base::format_utc(at));
  }
}

void text_or_null(JsonWriter& out, std::string_view name, std::string_view text) {
  out.key(name);
  if (text.empty()) {
    out.null();
  } else {
    out.value(base::encode_text(text));
  }
}

void list_field(JsonWriter& out, std::string_view name, const std::vector<std::string>& list) {
  out.key(name).begin_array();
  for (const std::string& one : list) out.value(base::encode_text(one));
  out.end_array();
}

std::string_view name_of(protect::PostureEnd end) {
  return end == protect::PostureEnd::expired ? "expired" : "lowered";
}

void write_risk(JsonWriter& out, const Risk& risk, base::Millis now) {
  const auto done = protect::answered(risk);
  out.begin_object()
      .field("id", risk.id)
      .field("sector", risk.sector)
      .field("sector_name", protect::sector_name(risk.sector))
      .field("category", risk.category)
      .field("category_name", protect::risk_category_name(risk.category));
  text_or_null(out, "system", risk.system);
  text_or_null(out, "system_name", risk.system_name);
  out.field("scenario", base::encode_text(risk.scenario));
  text_or_null(out, "likelihood", risk.likelihood);
  text_or_null(out, "impact", risk.impact);
  text_or_null(out, "level", protect::risk_level(risk));
  out.key("atlas").begin_array();
  for (const std::string& id : risk.atlas) {
    out.begin_object().field("id", id).field("name", protect::atlas_name(id)).end_object();
  }
  out.end_array();
  text_or_null(out, "owner", risk.owner);
  text_or_null(out, "treatment", risk.treatment);
  time_field(out, "due", risk.due);
  out.field("state", record::name(risk.state))
      .field("overdue", protect::is_risk_overdue(risk, now));
  out.key("functions").begin_object();
  for (std::size_t i = 0; i < done.size(); ++i) {
    out.key(protect::kFunctions[i])
        .begin_object()
        .field("answered", done[i])
        .field("note", base::encode_text(risk.notes[i]))
        .end_object();
  }
  out.end_object()
      .field("by", base::encode_text(risk.by))
      .field("at", base::format_utc(risk.at))
      .field("changed", base::format_utc(risk.changed))
      .field("changed_by", base::encode_text(risk.changed_by))
      .end_object();
}

}  // namespace

std::string posture_json(const PostureView& view, const MachineOptions& options) {
  const protect::Posture now = protect::posture_at(view.history, view.now);
  const protect::EffectivePosture effective = protect::effective(now);
  JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.posture/1")
      .field("as_of", base::format_utc(view.now))
      .field("raised", now.raised);
  time_field(out, "since", effective.since);
  time_field(out, "until", effective.until);
  text_or_null(out, "by", effective.by);
  text_or_null(out, "reason", effective.reason);
  text_or_null(out, "preset", effective.preset);
  list_field(out, "effects", protect::effects(effective));
  out.key("effective")
      .begin_object()
      .field("evidence_seconds", effective.evidence_age / 1000)
      .field("watch_percent", effective.watch_percent)
      .field("clock_percent", effective.clock_percent)
      .end_object()
      .key("ended");
  if (now.end == protect::PostureEnd::none) {
    out.null();
  } else {
    out.begin_object().field("how", name_of(now.end)).field("at", base::format_utc(now.ended));
    text_or_null(out, "by", now.lower.by);
    text_or_null(out, "reason", now.lower.reason);
    out.end_object();
  }
  out.key("history").begin_array();
  for (const record::PostureChange& change : view.history) {
    if (change.at > view.now) continue;
    out.begin_object()
        .field("id", change.id)
        .field("at", base::format_utc(change.at))
        .field("raised", change.raised);
    time_field(out, "until", change.until);
    text_or_null(out, "preset", change.preset);
    out.field("by", base::encode_text(change.by))
        .field("reason", base::encode_text(change.reason))
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string readiness_json(const ReadinessView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.readiness/1")
      .field("as_of", base::format_utc(view.now))
      .field("findings", protect::findings(view.lines))
      .key("items")
      .begin_array();
  for (const protect::ReadinessLine& line : view.lines) {
    const record::Readiness& record = line.record;
    out.begin_object();
    text_or_null(out, "id", record.id);
    out.field("kind", record::name(record.kind)).field("state", protect::name(line.state));
    text_or_null(out, "system", record.system);
    text_or_null(out, "system_name", record.system_name);
    out.field("what", base::encode_text(record.what)).field("why", line.why);
    text_or_null(out, "by", record.by);
    time_field(out, "at", record.at);
    time_field(out, "next", record.next);
    time_field(out, "due", line.due);
    text_or_null(out, "attachment", record.attachment);
    text_or_null(out, "attachment_sha256", record.attachment_sha256);
    time_field(out, "recorded", record.recorded);
    time_field(out, "withdrawn", record.withdrawn);
    text_or_null(out, "withdrawn_by", record.withdrawn_by);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string dependencies_json(const protect::DependencyMap& map, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.readiness-map/1").key("systems").begin_array();
  for (const protect::DependentSystem& system : map.systems) {
    out.begin_object()
        .field("id", base::encode_text(system.id))
        .field("name", base::encode_text(system.name))
        .field("critical", system.critical)
        .field("found", system.found)
        .key("needs")
        .begin_array();
    for (const protect::Dependency& one : system.needs) {
      out.begin_object()
          .field("kind", one.kind)
          .field("name", base::encode_text(one.name))
          .field("components", one.components);
      list_field(out, "examples", one.examples);
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().key("shared").begin_array();
  for (const protect::SharedDependency& shared : map.shared) {
    out.begin_object().field("kind", shared.kind).field("name", base::encode_text(shared.name));
    list_field(out, "systems", shared.systems);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string risks_json(const RiskView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  const auto named = [&](std::string_view key, const std::vector<protect::Named>& all) {
    out.key(key).begin_array();
    for (const protect::Named& one : all) {
      out.begin_object().field("key", one.key).field("name", one.name).end_object();
    }
    out.end_array();
  };
  out.begin_object().field("schema", "bartizan.risk/1").field("as_of", base::format_utc(view.now));
  named("sectors", protect::sectors());
  named("categories", protect::risk_categories());
  std::size_t overdue = 0;
  out.key("items").begin_array();
  for (const Risk& risk : view.risks) {
    write_risk(out, risk, view.now);
    overdue += protect::is_risk_overdue(risk, view.now) ? 1U : 0U;
  }
  out.end_array().field("overdue", overdue).end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report

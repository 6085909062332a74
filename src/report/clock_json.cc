// Cases as JSON and CSV.
#include "base/escape.h"
#include "base/json_write.h"
#include "report/clock.h"
#include "report/csv.h"

namespace bartizan::report {
namespace {

namespace decide = assure::decide;
using base::JsonWriter;

// null for 0, which is "none" everywhere in a case.
void time_field(JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  if (at == 0) {
    out.null();
  } else {
    out.value(base::format_utc(at));
  }
}

void write_decision(JsonWriter& out, const decide::Decision& decision) {
  out.key("decision")
      .begin_object()
      .field("table", decision.table)
      .field("version", decision.version)
      .field("verified", decision.verified)
      .field("row", decision.row);
  out.key("inputs").begin_array();
  for (const decide::Input& input : decision.inputs) {
    out.begin_object()
        .field("key", input.key)
        .field("value", input.value)
        .field("source", base::encode_text(input.source))
        .field("assumed", input.assumed)
        .field("why", base::encode_text(input.why))
        .end_object();
  }
  out.end_array().end_object();
}

void write_case(JsonWriter& out, const ClockLine& line, base::Millis now, bool reproducible,
                const protect::EffectivePosture& posture = {}) {
  const record::Case& c = line.known;
  out.field("id", c.id)
      .field("system", base::encode_text(c.system))
      .field("system_name", base::encode_text(c.system_name))
      .field("component", base::encode_text(c.component))
      .field("advisory", base::encode_text(c.advisory))
      .field("summary", base::encode_text(c.summary))
      .field("fixed_in", base::encode_text(c.fixed_in))
      .field("state", record::name(c.state));
  time_field(out, "accepted_until", c.until);
  out.field("outcome", c.outcome).field("forensic", c.forensic);
  time_field(out, "start", c.start);
  out.field("start_reason", line.clock.start_reason).field("start_verified", "no");
  time_field(out, "due", c.due);
  if (const base::Millis target = target_of(c, posture); target != 0 && !reproducible) {
    time_field(out, "target", target);
  }
  if (!reproducible) {
    out.field("overdue", is_overdue(c, now)).key("seconds_left");
    if (c.due == 0 || is_closed(c)) {
      out.null();
    } else {
      out.value((c.due - now) / 1000);
    }
  }
  time_field(out, "first_seen", c.first_seen);
  time_field(out, "last_seen", c.last_seen);
  time_field(out, "kev_added", c.kev_added);
  if (line.decision) write_decision(out, *line.decision);
  out.key("steps").begin_array();
  for (const ClockStep& one : line.steps) {
    out.begin_object()
        .field("step", one.step.what)
        .field("due", base::format_utc(one.step.due))
        .field("verified", one.step.verified)
        .field("done", one.done)
        .field("by", base::encode_text(one.by));
    time_field(out, "at", one.at);
    out.end_object();
  }
  out.end_array().key("doubts").begin_array();
  for (const std::string& doubt : line.doubts) out.value(doubt);
  out.end_array();
}

std::string time_or_empty(base::Millis at) { return at == 0 ? "" : base::format_utc(at); }

}  // namespace

std::string clock_json(const ClockView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  std::size_t overdue = 0;
  for (const ClockLine& line : view.lines) overdue += is_overdue(line.known, view.now) ? 1U : 0U;
  out.begin_object().field("schema", "bartizan.clock/1");
  if (!options.reproducible) out.field("at", base::format_utc(view.now));
  out.key("summary")
      .begin_object()
      .field("cases", view.lines.size())
      .field("closed_not_shown", view.closed);
  if (!options.reproducible) out.field("overdue", overdue);
  out.end_object().key("cases").begin_array();
  for (const ClockLine& line : view.lines) {
    out.begin_object();
    write_case(out, line, view.now, options.reproducible, view.posture);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string clock_case_json(const ClockLine& line, base::Millis now,
                            const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.case/1");
  write_case(out, line, now, options.reproducible);
  out.key("history").begin_array();
  for (const record::CaseChange& change : line.history) {
    out.begin_object()
        .field("at", base::format_utc(change.at))
        .field("by", base::encode_text(change.by))
        .field("what", change.what)
        .field("before", base::encode_text(change.before))
        .field("after", base::encode_text(change.after))
        .field("reason", base::encode_text(change.reason))
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string clock_csv(const ClockView& view) {
  std::string out;
  csv_row(out, {"case", "system", "system_name", "advisory", "component", "state", "outcome",
                "start", "due", "overdue", "fixed_in", "first_seen", "kev_added", "accepted_until",
                "summary"});
  for (const ClockLine& line : view.lines) {
    const record::Case& c = line.known;
    csv_row(out, {c.id, c.system, c.system_name, c.advisory, c.component,
                  std::string(record::name(c.state)), c.outcome, time_or_empty(c.start),
                  time_or_empty(c.due), std::string(is_overdue(c, view.now) ? "yes" : "no"),
                  c.fixed_in, time_or_empty(c.first_seen), time_or_empty(c.kev_added),
                  time_or_empty(c.until), c.summary});
  }
  return out;
}

}  // namespace bartizan::report

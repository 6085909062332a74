// The gate as JSON: docs/schemas/gate-1.schema.json.
#include "base/escape.h"
#include "base/json_write.h"
#include "report/gate_words.h"

namespace bartizan::report {
namespace {

namespace gate = assure::gate;
using base::JsonWriter;

void write(JsonWriter& out, const gate::Place& place) {
  if (place.path.empty()) return;
  out.key("place").begin_object().field("path", base::escape_name(place.path));
  if (place.line != 0) out.field("line", place.line);
  if (place.offset) out.field("offset", *place.offset);
  if (place.length) out.field("length", *place.length);
  if (!place.inside.empty()) out.field("inside", place.inside);
  out.end_object();
}

void write(JsonWriter& out, const gate::Fact& fact) {
  out.key("fact").begin_object().field("kind", gate::name(fact.kind));
  out.field("detail", base::encode_text(fact.detail));
  if (!fact.source.empty()) out.field("source", base::encode_text(fact.source));
  write(out, fact.place);
  out.key("fields").begin_object();
  for (const gate::Field& field : fact.fields) {
    out.key(field.key).begin_array();
    for (const std::string& value : field.values) out.value(base::encode_text(value));
    out.end_array();
  }
  out.end_object().end_object();
}

void write(JsonWriter& out, const gate::Subject& subject) {
  out.key("subject").begin_object().field("id", base::escape_name(subject.id));
  out.field("kind", subject.kind).field("name", base::encode_text(subject.name));
  if (!subject.sha256.empty()) out.field("sha256", subject.sha256);
  if (!subject.purl.empty()) out.field("purl", base::encode_text(subject.purl));
  out.end_object();
}

void write_tests(JsonWriter& out, const GateView& view, const gate::Rule& rule,
                 const gate::Fact& fact) {
  out.key("tests").begin_array();
  for (const gate::Checked& checked : gate::check(rule, fact, view.now)) {
    out.begin_object().field("field", checked.test->field);
    out.field("asks", base::encode_text(gate::describe(*checked.test)));
    out.field("found", base::encode_text(checked.found));
    out.key("holds");
    if (checked.truth == gate::Truth::unknown) {
      out.null();
    } else {
      out.value(checked.truth == gate::Truth::yes);
    }
    if (checked.exempts) out.field("unless", true);
    out.end_object();
  }
  out.end_array();
}

void write(JsonWriter& out, const GateView& view, const gate::Rule& rule,
           const gate::Judged& judged) {
  out.begin_object().field("standing", gate::name(judged.standing));
  if (judged.subject != gate::kNone) write(out, view.evidence.subjects[judged.subject]);
  if (!judged.why.empty()) out.field("why", base::encode_text(judged.why));
  const GateRow told = row(view, rule, judged);
  if (!told.remedy.empty()) out.field("remedy", told.remedy);
  if (!judged.accepted_by.empty()) out.field("accepted_by", judged.accepted_by);
  if (judged.fact != gate::kNone) {
    write(out, view.evidence.facts[judged.fact]);
    write_tests(out, view, rule, view.evidence.facts[judged.fact]);
  } else if (judged.examination != gate::kNone) {
    const gate::Examination& examination = view.evidence.examinations[judged.examination];
    out.key("examination").begin_object().field("kind", gate::name(examination.kind));
    out.field("look", gate::name(examination.look));
    write(out, examination.place);
    out.end_object();
  }
  out.end_object();
}

void write_policy(JsonWriter& out, const gate::Policy& policy) {
  out.key("policy").begin_object().field("origin", base::escape_name(policy.origin));
  out.field("title", base::encode_text(policy.title)).field("sha256", policy.sha256);
  if (!policy.extends.empty()) out.field("extends", policy.extends);
  out.end_object();
}

void write_exceptions(JsonWriter& out, const GateView& view) {
  out.key("exceptions").begin_array();
  for (const record::Exception& e : view.exceptions) {
    out.begin_object().field("id", e.id);
    out.field("kind", e.kind == record::ExceptionKind::waiver ? "waiver" : "exception");
    if (!e.rule.empty()) out.field("rule", e.rule);
    if (!e.sha256.empty()) out.field("sha256", e.sha256);
    if (!e.component.empty()) out.field("component", base::encode_text(e.component));
    if (!e.advisory.empty()) out.field("advisory", base::encode_text(e.advisory));
    out.field("owner", base::encode_text(e.owner));
    if (!e.approver.empty()) out.field("approver", base::encode_text(e.approver));
    out.field("reason", base::encode_text(e.reason));
    out.field("expires", base::format_utc(e.expires)).end_object();
  }
  out.end_array();
}

}  // namespace

std::string gate_json(const GateView& view, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.gate/1");
  out.field("result", gate::name(view.gate.standing)).field("exit_code", view.exit_code);
  out.field("dry_run", view.dry_run);
  if (!options.reproducible) {
    out.key("run").begin_object().field("tool_version", view.run.tool_version);
    out.field("catalog", view.run.catalog_hash);
    out.field("catalog_version", view.run.catalog_version);
    out.field("catalog_weakens", view.run.catalog_weakens).field("started", view.run.started);
    out.field("ended", view.run.ended).field("isolation", view.run.isolation);
    out.field("jobs", view.run.jobs).end_object();
  }
  write_policy(out, view.policy);
  out.key("summary").begin_object();
  out.field("failed", view.gate.failed).field("incomplete", view.gate.undecided_rules);
  out.field("warned", view.gate.warned).field("passed", view.gate.passed);
  out.field("subjects", view.evidence.subjects.size()).field("facts", view.evidence.facts.size());
  out.field("files", view.files).field("not_models", view.not_models);
  out.field("excluded", view.excluded).end_object();
  out.key("incomplete").begin_array();
  for (const std::string& why : view.gate.undecided) {
    out.begin_object().field("what", "everything").field("why", why);
    out.key("subjects").begin_array().end_array().key("rules").begin_array().end_array();
    out.end_object();
  }
  for (const GateGap& gap : gaps(view)) {
    out.begin_object().field("what", gap.what).field("why", gap.why);
    if (!gap.remedy.empty()) out.field("remedy", gap.remedy);
    out.key("subjects").begin_array();
    for (const std::string& subject : gap.subjects) out.value(subject);
    out.end_array().key("rules").begin_array();
    for (const std::string& rule : gap.rules) out.value(rule);
    out.end_array().end_object();
  }
  out.end_array().key("rules").begin_array();
  for (const gate::RuleResult& result : view.gate.rules) {
    const gate::Rule& rule = rule_of(view, result);
    out.begin_object().field("id", rule.id).field("title", base::encode_text(rule.title));
    out.field("standing", gate::name(result.standing)).field("action", gate::name(rule.action));
    out.field("facts", gate::name(rule.facts));
    out.field("asks", base::encode_text(gate::describe(rule.when)));
    if (!rule.unless.empty()) out.field("unless", base::encode_text(gate::describe(rule.unless)));
    out.field("origin", base::escape_name(rule.origin)).field("line", rule.line);
    out.field("looked_at", result.looked_at);
    out.key("judged").begin_array();
    for (const gate::Judged& judged : result.judged) write(out, view, rule, judged);
    out.end_array().end_object();
  }
  out.end_array();
  write_exceptions(out, view);
  out.key("notes").begin_array();
  for (const std::string& note : view.notes) out.value(base::encode_text(note));
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report

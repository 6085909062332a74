// The scan report for programs: one JSON document, or JSON lines. docs/reports.md is the contract.
#include "report/json.h"

#include "base/escape.h"
#include "base/json_write.h"
#include "report/api.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

using base::encode_text;
using base::escape_name;
using base::JsonWriter;

constexpr std::string_view kSchema = "bartizan.scan/1";

void write_ids(JsonWriter& out, std::string_view key, std::string_view ids) {
  out.key(key).begin_array();
  for (const std::string& id : split(ids)) out.value(id);
  out.end_array();
}

void write_summary(JsonWriter& out, const record::ScanReport& report) {
  const record::Summary& sum = report.summary;
  out.field("artifacts", sum.artifacts).field("bytes", sum.bytes);
  out.field("clean", sum.clean).field("incomplete", sum.incomplete);
  out.field("suspicious", sum.suspicious).field("malicious", sum.malicious);
  out.field("not_a_model", sum.not_a_model).field("excluded", sum.excluded);
  out.field("accepted", sum.accepted).field("worst", record::name(sum.worst));
  out.field("gate_failed", sum.gate_failed).field("exit_code", sum.exit_code);
  out.field("interrupted", sum.interrupted);
  out.key("notes").begin_array();
  for (const std::string& note : sum.notes) out.value(encode_text(note));
  out.end_array();
  out.key("not_scanned").begin_array();
  for (const record::Excluded& path : report.excluded) {
    out.begin_object().field("path", escape_name(path.path));
    out.field("reason", encode_text(path.reason)).end_object();
  }
  out.end_array();
}

void write_run(JsonWriter& out, const record::Run& run) {
  out.field("tool", "bartizan").field("version", run.tool_version);
  out.field("catalog", run.catalog_hash).field("catalog_version", run.catalog_version);
  out.field("catalog_date", run.catalog_date).field("catalog_installed", run.catalog_installed);
  out.field("catalog_weakens", run.catalog_weakens);
  out.field("started", run.started);
  if (!run.ended.empty()) out.field("ended", run.ended);
  out.field("host", encode_text(run.host)).field("isolation", encode_text(run.isolation));
  out.field("store", escape_name(run.store)).field("depth", record::name(run.depth));
  out.field("jobs", run.jobs);
  out.key("roots").begin_array();
  for (const std::string& root : run.roots) out.value(escape_name(root));
  out.end_array();
}

}  // namespace

// A finding can be read alone: the words of its rule stand in it.
record::ArtifactParts report_parts(const scan::Catalog& catalog) {
  record::ArtifactParts parts;
  parts.spans = parts.facts = false;
  parts.finding_extra = [&catalog](JsonWriter& out, const record::Finding& finding) {
    const auto rule = catalog.rule(finding.rule);
    if (!rule) return;
    out.field("trigger", encode_text(record::fill(rule->trigger, finding)));
    out.field("why", encode_text(record::fill(rule->why, finding)));
    out.field("remedy", encode_text(fill_command(rule->remedy, finding)));
    write_ids(out, "atlas", rule->atlas);
    write_ids(out, "cwe", rule->cwe);
    write_ids(out, "owasp", rule->owasp);
    write_ids(out, "references", rule->references);
  };
  return parts;
}

std::string json(const record::ScanReport& report, const scan::Catalog& catalog,
                 const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", kSchema);
  out.key("summary").begin_object();
  write_summary(out, report);
  out.end_object();
  if (!options.reproducible) {
    out.key("run").begin_object();
    write_run(out, report.run);
    out.field("cached", report.summary.cached).end_object();
  }
  out.key("artifacts").begin_array();
  const record::ArtifactParts wanted = report_parts(catalog);
  for (const record::Artifact& artifact : report.artifacts) record::write(out, artifact, wanted);
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string jsonl_run(const record::Run& run, const MachineOptions& options) {
  JsonWriter out;
  out.begin_object().field("type", "run").field("schema", kSchema);
  if (!options.reproducible) write_run(out, run);
  out.end_object();
  return out.take() + "\n";
}

std::string jsonl_artifact(const record::Artifact& artifact, const scan::Catalog& catalog) {
  record::ArtifactParts wanted = report_parts(catalog);
  wanted.artifact_head = [](JsonWriter& line) { line.field("type", "artifact"); };
  JsonWriter out;
  record::write(out, artifact, wanted);
  return out.take() + "\n";
}

std::string jsonl_summary(const record::ScanReport& report, const MachineOptions& options) {
  JsonWriter out;
  out.begin_object().field("type", "summary");
  write_summary(out, report);
  if (!options.reproducible) {
    out.field("ended", report.run.ended).field("cached", report.summary.cached);
  }
  out.end_object();
  return out.take() + "\n";
}

std::string jsonl(const record::ScanReport& report, const scan::Catalog& catalog,
                  const MachineOptions& options) {
  record::Run run = report.run;
  run.ended.clear();  // a stream does not know it yet when it writes its first line
  std::string out = jsonl_run(run, options);
  for (const record::Artifact& artifact : report.artifacts) {
    out += jsonl_artifact(artifact, catalog);
  }
  return out + jsonl_summary(report, options);
}

}  // namespace bartizan::report

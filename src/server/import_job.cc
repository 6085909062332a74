#include "server/import_job.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/import_inventory.h"
#include "server/events.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kMostNotes = 50;

std::string summary_json(const use::ImportResult& result, bool known) {
  base::JsonWriter out;
  out.begin_object().field("import", result.import.id).field("known", known);
  out.field("schema", result.import.schema).field("rows", result.use_cases.size());
  out.field("recoded", result.summary.recoded()).field("guessed", result.summary.guessed());
  out.field("left", result.summary.left()).field("blank_rows", result.summary.blank_rows);
  out.key("unmapped").begin_array();
  for (const std::string& header : result.summary.unmapped) out.value(base::encode_text(header));
  out.end_array().key("notes").begin_array();
  for (std::size_t i = 0; i < std::min(kMostNotes, result.import.notes.size()); ++i) {
    const record::Note& note = result.import.notes[i];
    out.begin_object().field("line", note.line).field("text", base::encode_text(note.message));
    out.end_object();
  }
  out.end_array().end_object();
  return out.take();
}

}  // namespace

JobOutcome run_import(Context& context, const ImportJob& job, JobControl& control) {
  control.progress(0, 1, 0, 0);
  const run::ImportFile file{job.path, {job.schema, job.sheet, job.agency}};
  const auto result = run::import_inventory(file, context.config.limits, context.now(),
                                            [&] { return control.cancelled(); });
  if (!result) return {{}, job.name + " cannot be imported: " + result.error()};
  const bool has_header = std::ranges::none_of(
      result->import.notes, [](const record::Note& note) { return note.code == "header"; });
  if (!has_header && job.schema.empty()) {
    return {{},
            job.name +
                " is no inventory: no header of a known form stands in its first 30 "
                "rows. Nothing of it was kept."};
  }
  if (result->use_cases.empty()) {
    return {summary_json(*result, false), job.name + " has no row. Nothing was kept."};
  }
  record::AuditEvent event = job.event;
  event.at = context.now();
  event.subject = result->import.id;
  event.detail = job.name + ", " + std::to_string(result->use_cases.size()) + " rows";
  store::AuditedChange change(context.store.audit(), std::move(event));
  const auto added = context.store.inventory().add_import(result->import, result->use_cases);
  if (!added) return {{}, std::string("The store cannot be written: ") + added.error().what};
  if (*added && !change.done()) return {{}, "The audit log cannot be written."};
  control.progress(1, 1, 0, 0);
  std::string summary = summary_json(*result, !*added);
  context.events.publish("scan", summary);
  return {std::move(summary), {}};
}

}  // namespace bartizan::server

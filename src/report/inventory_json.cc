// The machine forms of the inventory reports.
#include "base/escape.h"
#include "base/json_write.h"
#include "report/inventory.h"

namespace bartizan::report {
namespace {

using base::encode_text;
using base::JsonWriter;
using record::UseCase;

void write_notes(JsonWriter& out, const std::vector<record::Note>& notes) {
  constexpr std::string_view kLevels[] = {"info", "warning", "error"};
  out.key("notes").begin_array();
  for (const record::Note& note : notes) {
    out.begin_object()
        .field("level", kLevels[static_cast<std::size_t>(note.level)])
        .field("code", note.code)
        .field("row", note.line)
        .field("column", note.column)
        .field("message", encode_text(note.message))
        .end_object();
  }
  out.end_array();
}

void write_brief(JsonWriter& out, const UseCase& use_case) {
  out.begin_object().field("record", use_case.id).field("row", use_case.row);
  for (const char* field : {"id", "agency", "agency_name", "use_case_name"}) {
    if (const auto value = use_case.value(field); !value.empty()) {
      out.field(field, encode_text(value));
    }
  }
  out.end_object();
}

}  // namespace

std::string inventory_imported_json(const use::ImportResult& result, bool known,
                                    const MachineOptions& options) {
  const use::ImportSummary& summary = result.summary;
  JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.inventory-import/1")
      .field("id", result.import.id)
      .field("file", base::escape_name(result.import.file))
      .field("sha256", result.import.sha256)
      .field("form", result.import.schema)
      .field("fits", summary.score)
      .field("sheet", encode_text(result.import.sheet))
      .field("header_row", result.import.header_row)
      .field("rows", result.import.rows)
      .field("cells", summary.cells)
      .field("known", known);
  out.key("other_forms").begin_array();
  for (const use::SchemaScore& other : summary.others) {
    out.begin_object().field("form", other.schema).field("fits", other.score).end_object();
  }
  out.end_array().key("fields").begin_array();
  for (const use::FieldCounts& counts : summary.fields) {
    out.begin_object()
        .field("field", counts.field)
        .field("kept", counts.kept)
        .field("recoded", counts.recoded)
        .field("guessed", counts.guessed)
        .field("left", counts.left)
        .field("blank", counts.blank)
        .end_object();
  }
  out.end_array().key("unknown_columns").begin_array();
  for (const std::string& header : summary.unmapped) out.value(encode_text(header));
  out.end_array().key("stages").begin_array();
  for (const auto& [stage, rows] : summary.stages) {
    out.begin_object().field("stage", encode_text(stage)).field("rows", rows).end_object();
  }
  out.end_array().key("repeated_ids").begin_array();
  for (const auto& [id, rows] : summary.repeated_ids) {
    out.begin_object().field("id", encode_text(id)).field("rows", rows).end_object();
  }
  out.end_array()
      .field("blank_rows", summary.blank_rows)
      .field("rows_without_id", summary.without_id);
  write_notes(out, result.import.notes);
  return out.end_object().take() + "\n";
}

std::string inventory_list_json(std::span<const UseCase> use_cases, const MachineOptions& options) {
  (void)options;
  return use::export_json(nullptr, use_cases);
}

std::string inventory_lint_json(const use::LintResult& result, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.inventory-lint/1")
      .field("rows", result.rows)
      .field("missing", result.missing)
      .field("rows_missing", result.rows_missing);
  out.key("required").begin_array();
  for (const auto& [what, counts] : result.required) {
    out.begin_object()
        .field("rule", what.first)
        .field("field", what.second)
        .field("applicable", counts.applicable)
        .field("missing", counts.missing)
        .end_object();
  }
  out.end_array().key("findings").begin_array();
  for (const use::LintFinding& finding : result.findings) {
    out.begin_object()
        .field("rule", finding.rule)
        .field("severity", finding.severity)
        .field("field", finding.field)
        .field("record", finding.system)
        .field("source", base::escape_name(finding.source))
        .field("row", finding.row)
        .field("column", finding.column)
        .field("name", encode_text(finding.name))
        .field("reason", encode_text(finding.reason))
        .field("remedy", finding.remedy)
        .field("rows", finding.rows)
        .end_object();
  }
  out.end_array();
  return out.end_object().take() + "\n";
}

std::string inventory_diff_json(const use::InventoryDiff& diff, std::string_view before,
                                std::string_view after, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.inventory-diff/1")
      .field("before", base::escape_name(before))
      .field("after", base::escape_name(after))
      .field("by_id", diff.by_id)
      .field("by_name", diff.by_name)
      .field("by_similar_name", diff.by_similar_name)
      .field("changed", diff.changed);
  for (const auto& [key, list] : {std::pair("added", &diff.added), {"removed", &diff.removed}}) {
    out.key(key).begin_array();
    for (const UseCase* use_case : *list) write_brief(out, *use_case);
    out.end_array();
  }
  out.key("matches").begin_array();
  for (const use::UseCaseMatch& match : diff.matches) {
    out.begin_object().key("before");
    write_brief(out, *match.before);
    out.key("after");
    write_brief(out, *match.after);
    out.field("matched_by", use::name(match.how))
        .field("confidence", match.confidence)
        .field("renamed", match.renamed);
    out.key("changes").begin_array();
    for (const use::FieldChange& change : match.changes) {
      out.begin_object()
          .field("field", change.field)
          .field("before", encode_text(change.before))
          .field("after", encode_text(change.after))
          .end_object();
    }
    out.end_array().end_object();
  }
  return out.end_array().end_object().take() + "\n";
}

std::string inventory_deadlines_json(std::span<const use::Deadline> deadlines,
                                     const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.inventory-deadlines/1");
  out.key("deadlines").begin_array();
  for (const use::Deadline& one : deadlines) {
    out.begin_object()
        .field("id", one.id)
        .field("title", one.title)
        .field("date", one.date)
        .field("past", one.past)
        .field("what", one.what)
        .field("source", one.source)
        .field("verified", one.verified)
        .field("record", one.system)
        .field("name", encode_text(one.name))
        .end_object();
  }
  return out.end_array().end_object().take() + "\n";
}

std::string inventory_review_json(const use::ReviewState& state,
                                  std::span<const use::Answer> answers,
                                  const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.inventory-review/1")
      .field("determination", state.determination)
      .field("asked", static_cast<std::uint64_t>(state.asked))
      .field("left", static_cast<std::uint64_t>(state.left));
  if (state.next != nullptr) out.field("next", state.next->id);
  for (const auto& [key, list] : {std::pair("reasons", &state.reasons), {"to_do", &state.to_do}}) {
    out.key(key).begin_array();
    for (const std::string_view text : *list) out.value(text);
    out.end_array();
  }
  out.key("answers").begin_array();
  for (const use::Answer& answer : answers) {
    out.begin_object()
        .field("question", encode_text(answer.question))
        .field("answer", encode_text(answer.answer))
        .field("reason", encode_text(answer.reason))
        .end_object();
  }
  return out.end_array().end_object().take() + "\n";
}

}  // namespace bartizan::report

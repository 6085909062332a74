#include "server/routes/records.h"

#include <algorithm>
#include <set>

#include "base/escape.h"
#include "base/hash.h"
#include "run/inventory_edit.h"
#include "server/routes/answer.h"

namespace bartizan::server {
namespace {

std::string_view raw_of(const record::UseCase& use_case, const record::Field& field) {
  if (!field.column) return {};
  const auto cell = std::ranges::find(use_case.cells, *field.column, &record::Cell::column);
  return cell == use_case.cells.end() ? std::string_view() : std::string_view(cell->raw);
}

void write_choices(base::JsonWriter& out, const use::SchemaField* form) {
  out.key("enum");
  const bool yes_no = form != nullptr && form->type == use::FieldType::yes_no;
  const bool one_of =
      form != nullptr && form->type == use::FieldType::one_of && !form->values.empty();
  if (!yes_no && !one_of) {
    out.null();
    return;
  }
  out.begin_array();
  if (yes_no && form->values.empty()) out.value("Yes").value("No");
  for (const std::string_view value : form->values) out.value(value);
  out.end_array();
}

struct Form {
  const record::UseCase& use_case;
  const use::LintResult& lint;
  std::set<std::string_view> required;
};

void write_field(base::JsonWriter& out, const Form& form, std::string_view id,
                 const use::SchemaField* field) {
  const auto known = std::ranges::find(form.use_case.fields, id, &record::Field::id);
  const bool is_there = known != form.use_case.fields.end();
  out.begin_object().field("id", base::escape_name(id));
  out.field("label", field == nullptr || field->title.empty() ? base::escape_name(id)
                                                              : std::string(field->title));
  out.field("value", is_there ? base::encode_text(known->value) : std::string());
  out.key("raw");
  is_there && known->column ? out.value(base::encode_text(raw_of(form.use_case, *known)))
                            : out.null();
  out.key("treatment");
  is_there ? out.value(record::name(known->treatment)) : out.null();
  out.key("problem");
  const auto problem = std::ranges::find(form.lint.findings, id, &use::LintFinding::field);
  if (problem == form.lint.findings.end()) {
    out.null();
  } else {
    out.begin_object().field("rule", problem->rule).field("severity", problem->severity);
    out.field("text", base::encode_text(problem->reason)).field("remedy", problem->remedy);
    out.end_object();
  }
  write_choices(out, field);
  out.field("required", form.required.contains(id)).end_object();
}

}  // namespace

std::expected<run::SystemRef, Response> system_asked_for(const Call& call) {
  auto system = run::system(call.context.store, call.path("id"));
  if (system && (system->id == call.path("id") || system->use_case == call.path("id"))) {
    return std::move(*system);
  }
  return std::unexpected(not_found("such system"));
}

std::expected<std::optional<record::UseCase>, Response> record_of(const Call& call,
                                                                  const run::SystemRef& system) {
  if (system.use_case.empty()) return std::nullopt;
  auto known = call.context.store.inventory().find_use_cases(system.use_case);
  if (!known) return std::unexpected(internal_problem());
  const auto at = std::ranges::find(*known, system.use_case, &record::UseCase::id);
  if (at == known->end()) return std::nullopt;
  return std::move(*at);
}

std::optional<std::string> write_record(base::JsonWriter& out, const Call& call,
                                        const run::SystemRef& system) {
  const auto known = record_of(call, system);
  if (!known) return std::nullopt;
  out.key("use_case");
  if (!*known) {
    out.null();
    return "none";
  }
  const record::UseCase& use_case = **known;
  store::Store& store = call.context.store;
  const auto schema = run::form_of(store, use_case);
  const auto imports = store.inventory().imports();
  if (!schema || !imports) return std::nullopt;
  const std::string today = base::format_date(call.context.now());
  const use::LintResult lint =
      use::lint(**schema, std::span(&use_case, 1), {.today = today, .retired_ids = {}});
  Form form{use_case, lint, {}};
  for (const auto& [key, count] : lint.required) {
    if (count.applicable > 0) form.required.insert(key.second);
  }
  out.begin_object().field("id", use_case.id).field("form", (*schema)->id);
  out.key("fields").begin_array();
  for (const use::SchemaField& field : (*schema)->fields) write_field(out, form, field.id, &field);
  for (const record::Field& field : use_case.fields) {
    if ((*schema)->field(field.id) == nullptr) write_field(out, form, field.id, nullptr);
  }
  out.end_array();
  const auto import = std::ranges::find(*imports, use_case.import, &store::ImportRow::id);
  out.key("import");
  import == imports->end()
      ? out.null()
      : out.value(base::escape_name(import->file) + " of " + base::format_date(import->imported));
  out.key("source");
  use_case.source.empty() ? out.null() : out.value(base::escape_name(use_case.source));
  out.key("row");
  use_case.row == 0 ? out.null() : out.value(use_case.row);
  out.end_object();
  return run::version_of(use_case);
}

std::string record_etag(std::string_view text, std::string_view version) {
  return '"' + base::hex(base::sha256(text)).substr(0, 16) + '-' + std::string(version) + '"';
}

bool is_version(std::string_view if_match, std::string_view version) {
  if (if_match == "*") return true;
  if (if_match.starts_with("W/")) if_match.remove_prefix(2);
  if (if_match.size() < 2 || !if_match.starts_with('"') || !if_match.ends_with('"')) return false;
  if_match = if_match.substr(1, if_match.size() - 2);
  const std::size_t dash = if_match.rfind('-');
  return dash != if_match.npos && if_match.substr(dash + 1) == version;
}

}  // namespace bartizan::server

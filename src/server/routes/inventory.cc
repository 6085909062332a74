// Inventory: records as people edit them, what lint has against them, imports and exports.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/import_inventory.h"
#include "run/inventory_edit.h"
#include "run/undo.h"
#include "server/audit/event.h"
#include "server/import_job.h"
#include "server/routes/answer.h"
#include "server/routes/changes.h"
#include "server/routes/files.h"
#include "server/routes/records.h"
#include "server/routes/routes.h"
#include "server/uploads.h"

namespace bartizan::server {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

Response edit(const Call& call) {
  const auto system = system_asked_for(call);
  if (!system) return system.error();
  const auto known = record_of(call, *system);
  if (!known) return known.error();
  if (!*known) return problem(409, "Nobody declared this system: there is no record to edit.");
  const record::UseCase& before = **known;
  const std::string_view if_match = call.request.header("if-match");
  if (!if_match.empty() && !is_version(if_match, run::version_of(before))) {
    return problem(409, "Somebody changed this record meanwhile.",
                   {{"header", "If-Match", "is not how the record is now"}});
  }
  run::EditRequest request;
  request.by = call.principal->name;
  request.reason = call.body_text("reason");
  request.known_fields_only = true;
  for (const text::Node& field : call.body.find("fields")->items) {
    request.fields.emplace_back(base::unescape_name(field.key), field.text);
  }
  store::Store& store = call.context.store;
  const auto schema = run::form_of(store, before);
  if (!schema) return internal_problem();
  std::vector<std::string> named;
  for (const auto& [field, value] : request.fields) named.push_back(base::escape_name(field));
  // The entry says which fields; their values may be about people, and stand with the edit.
  store::AuditedChange change(
      store.audit(),
      change_event(call, "inventory.edit", before.id,
                   joined(named) + (request.reason.empty() ? "" : ": " + request.reason)));
  const auto edited = run::edit_use_case(store, before, **schema, request, call.context.now());
  if (!edited) return refusal(edited.error(), "fields.");
  std::string audit;
  if (!edited->edits.empty()) {
    const auto number = change.done();
    if (!number || !store.flush()) return internal_problem();
    keep_way_back(call, *number, run::way_back_of_edit(before.id, edited->edits));
    audit = audit_id(*number);
  }
  base::JsonWriter out;
  out.begin_object().field("id", base::escape_name(system->id));
  const auto version = write_record(out, call, *system);
  if (!version) return internal_problem();
  out.key("changed").begin_array();
  for (const std::string& field : edited->fields) out.value(base::escape_name(field));
  out.end_array().key("notes").begin_array();
  for (const record::Note& note : edited->notes) out.value(base::encode_text(note.message));
  out.end_array();
  const std::string etag = record_etag(out.text(), *version);
  if (!audit.empty()) out.field("audit", audit);
  time_field(out, "as_of", call.context.now());
  out.end_object();
  Response response = json(out);
  response.headers.push_back({"ETag", etag});
  return response;
}

// Those of imports by the newest year's forms, and those declared here.
std::expected<std::vector<record::UseCase>, Response> standing_use_cases(const Call& call) {
  const std::string_view import = call.text_or("import", "");
  store::Inventory& inventory = call.context.store.inventory();
  const auto imports = inventory.imports();
  if (!imports) return std::unexpected(internal_problem());
  if (!import.empty() &&
      std::ranges::find(*imports, import, &store::ImportRow::id) == imports->end()) {
    return std::unexpected(problem(404, "There is no such import.",
                                   {{"query", "import", "there is no import of that id"}}));
  }
  auto use_cases = inventory.use_cases(import);
  if (!use_cases) return std::unexpected(internal_problem());
  if (import.empty()) {
    const std::set<std::string> old = run::outdated(*imports);
    std::erase_if(*use_cases, [&](const record::UseCase& one) { return old.contains(one.import); });
  }
  return std::move(*use_cases);
}

Response lint(const Call& call) {
  const auto use_cases = standing_use_cases(call);
  if (!use_cases) return use_cases.error();
  const auto result =
      run::lint_inventory(call.context.store, *use_cases, base::format_date(call.context.now()),
                          call.boolean("public").value_or(false));
  if (!result) return internal_problem();
  std::map<std::string, std::uint64_t> severities;
  List list(call);
  for (const use::LintFinding& finding : result->findings) {
    if (!fits(call, "rule", finding.rule) || !fits(call, "field", finding.field)) continue;
    if (!list.wanted(finding.name + ' ' + finding.reason)) continue;
    ++severities[std::string(finding.severity)];
    if (!fits(call, "severity", finding.severity)) continue;
    base::JsonWriter& out = list.item();
    out.key("system");
    if (finding.system.empty()) {
      out.null();
    } else {
      out.begin_object().field("id", finding.system);
      out.field("name", base::escape_name(finding.name)).end_object();
    }
    out.field("field", finding.field).field("rule", finding.rule);
    out.field("severity", finding.severity).field("text", base::encode_text(finding.reason));
    out.field("remedy", finding.remedy).field("source", base::escape_name(finding.source));
    out.field("row", finding.row).field("rows", finding.rows);
    list.end_item();
  }
  list.set_facet("severity", severities);
  return list.finish();
}

Response list_imports(const Call& call) {
  const auto imports = call.context.store.inventory().imports();
  if (!imports) return internal_problem();
  const std::set<std::string> old = run::outdated(*imports);
  List list(call);
  for (const store::ImportRow& import : *imports) {
    if (!list.wanted(import.file + ' ' + import.schema)) continue;
    base::JsonWriter& out = list.item();
    out.field("id", import.id).field("file", base::escape_name(import.file));
    out.field("sha256", import.sha256).field("schema", import.schema);
    time_field(out, "imported", import.imported);
    out.field("rows", import.rows).field("outdated", old.contains(import.id));
    list.end_item();
  }
  return list.finish();
}

Response import_file(const Call& call) {
  const auto upload = std::dynamic_pointer_cast<Upload>(call.request.sink);
  if (!upload) return internal_problem();
  if (upload->size() == 0) {
    return problem(400, "The file is empty.", {{"body", "", "must not be empty"}});
  }
  const std::string schema(call.text_or("schema", ""));
  if (!schema.empty() && use::find_schema(schema) == nullptr) {
    return problem(400, "There is no such form.", {{"query", "schema", "is no form known here"}});
  }
  ImportJob work{upload->path(),
                 upload->name(),
                 schema,
                 std::string(call.text_or("sheet", "")),
                 std::string(call.text_or("agency", "")),
                 change_event(call, "inventory.import", "", ""),
                 upload};
  const auto audit = note_change(call, "import.start", upload->name(), "");
  if (!audit) return internal_problem();
  JobRequest request;
  request.kind = "import";
  request.lane = "import";
  request.what = upload->name();
  request.account = call.principal->account;
  request.by = call.principal->name;
  request.work = [&context = call.context, work = std::move(work)](JobControl& control) {
    return run_import(context, work, control);
  };
  const auto job = call.context.jobs.submit(std::move(request));
  if (!job) return problem(503, "Too much work is waiting already. Try again later.");
  base::JsonWriter out;
  out.begin_object().key("job");
  write(out, *job, call.context.now());
  out.field("audit", *audit).end_object();
  Response response = json(out);
  response.status = 202;
  response.headers.push_back({"Location", "/api/v1/jobs/" + job->id});
  return response;
}

Response export_inventory(const Call& call) {
  store::Inventory& inventory = call.context.store.inventory();
  const auto rows = standing_use_cases(call);
  if (!rows) return rows.error();
  const auto edits = run::exported_edits(call.context.store);
  if (!edits) return internal_problem();
  use::ExportOptions options;
  options.public_version = call.boolean("public").value_or(false);
  options.values = call.boolean("values").value_or(false);
  options.edits = *edits;
  // One import leaves as it came; several, and what was declared here, under one form.
  std::set<std::string> sources;
  for (const record::UseCase& row : *rows) sources.insert(row.import);
  const std::string form(call.text_or("schema", ""));
  const use::Schema* schema = form.empty() ? &use::schemas().front() : use::find_schema(form);
  if (schema == nullptr) {
    return problem(400, "There is no such form.", {{"query", "schema", "is no form known here"}});
  }
  std::optional<record::Import> import;
  if (form.empty() && sources.size() == 1 && !sources.begin()->empty()) {
    auto only = inventory.import(*sources.begin());
    if (!only) return internal_problem();
    import = std::move(*only);
  }
  const bool as_json = call.text_or("format", "csv") == "json";
  const bool history = call.boolean("history").value_or(false);
  if (history && options.public_version) {
    const std::string why = "names people, and is for nobody outside";
    return problem(400, "Who changed what is not public.", {{"query", "history", why}});
  }
  Response response;
  if (as_json) {
    response.body = use::export_json(import ? &*import : nullptr, *rows, options);
  } else {
    response.content_type = "text/csv; charset=utf-8";
    response.body = history  ? use::history_csv(*rows, *edits)
                    : import ? use::export_csv(*import, *rows, options)
                             : use::export_csv(*schema, *rows, options);
  }
  const std::string name = std::string(options.public_version ? "inventory-public-"
                                       : history && !as_json  ? "inventory-history-"
                                                              : "inventory-") +
                           base::format_date(call.context.now()) + (as_json ? ".json" : ".csv");
  response.headers.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
  return response;
}

constexpr std::int64_t kMostValue = 20'000;
constexpr std::array kValue{Field{.name = "value", .most = kMostValue, .nullable = true}};
constexpr std::array kEditBody{
    Field{.name = "fields",
          .type = Type::map,
          .summary = "id of the form's field: value; null or empty takes it away",
          .required = true,
          .fields = kValue},
    Field{.name = "reason", .most = 1000}};
constexpr std::array kImportOnly{
    Field{.name = "import", .type = Type::id, .summary = "only its rows"}};
constexpr std::array kLintQuery{
    kImportOnly[0], Field{.name = "rule", .type = Type::id, .summary = "BZ-INV-001"},
    Field{.name = "field", .type = Type::id, .summary = "of the form"},
    Field{.name = "severity", .type = Type::word, .words = "low|medium|high"},
    Field{.name = "public", .type = Type::boolean, .summary = "as a public version"}};
constexpr std::array kNamed{Field{.name = "id", .required = true},
                            Field{.name = "name", .required = true}};
constexpr std::array kLintFields{
    Field{.name = "system",
          .type = Type::object,
          .summary = "null: the file",
          .required = true,
          .nullable = true,
          .fields = kNamed},
    Field{.name = "field", .required = true},
    Field{.name = "rule", .required = true},
    Field{.name = "severity", .type = Type::word, .words = "low|medium|high", .required = true},
    Field{.name = "text", .required = true},
    Field{.name = "remedy", .required = true},
    Field{.name = "source", .required = true},
    Field{.name = "row", .type = Type::integer, .required = true},
    Field{.name = "rows", .type = Type::integer, .summary = "that it is about", .required = true}};
constexpr Schema kLint{
    .name = "RecordProblem", .summary = "What a record lacks", .fields = kLintFields};
constexpr std::array kImportFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "file", .required = true},
    Field{.name = "sha256", .type = Type::sha256, .required = true},
    Field{.name = "schema", .required = true},
    Field{.name = "imported", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "rows", .type = Type::integer, .required = true},
    Field{.name = "outdated",
          .type = Type::boolean,
          .summary = "a newer year's form was imported",
          .required = true}};
constexpr Schema kImport{
    .name = "Import", .summary = "An inventory that was taken in", .fields = kImportFields};
constexpr std::array kUploadQuery{
    Field{.name = "name", .summary = "of the file", .least = 1, .most = 200, .required = true},
    Field{.name = "schema", .type = Type::id, .summary = "the form; else what fits best"},
    Field{.name = "sheet", .summary = "of a workbook", .least = 1, .most = 200},
    Field{.name = "agency", .summary = "for files that name none", .least = 1, .most = 200}};
constexpr std::array kExportQuery{
    kImportOnly[0],
    Field{.name = "schema", .type = Type::id, .summary = "the form; else as it was imported"},
    Field{.name = "public", .type = Type::boolean, .summary = "without what is not for everybody"},
    Field{.name = "values", .type = Type::boolean, .summary = "normalised in place of raw cells"},
    Field{.name = "history",
          .type = Type::boolean,
          .summary = "who changed which field when and why, in place of the table; JSON has it "
                     "beside each record"},
    Field{.name = "format", .type = Type::word, .words = "csv|json"}};
constexpr std::array kMissing{404U};
constexpr std::array kEditRefusals{404U, 409U};
constexpr std::array kTooMany{503U};

constexpr std::array kRoutes{
    Route{.method = Method::patch,
          .pattern = "/api/v1/systems/{id}",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Inventory",
          .id = "edit_record",
          .summary =
              "Edit fields of a record. If-Match with the ETag of the system refuses an edit "
              "of what somebody changed meanwhile; the edit stands beside the import.",
          .body = {.kind = Body::Kind::json, .fields = kEditBody},
          .refusals = kEditRefusals,
          .handler = edit},
    Route{.pattern = "/api/v1/inventory/lint",
          .room = "Inventory",
          .id = "lint_inventory",
          .summary = "What records lack or contradict.",
          .query = kLintQuery,
          .is_list = true,
          .answer = &kLint,
          .refusals = kMissing,
          .handler = lint},
    Route{.pattern = "/api/v1/inventory/imports",
          .room = "Inventory",
          .id = "list_imports",
          .summary = "Inventories that were taken in, newest first.",
          .is_list = true,
          .answer = &kImport,
          .handler = list_imports},
    Route{.method = Method::post,
          .pattern = "/api/v1/inventory/imports",
          .role = Role::analyst,
          .scope = Scope::write,
          .room = "Inventory",
          .id = "import_inventory",
          .summary = "Take in an inventory, CSV or XLSX, as a job; its bytes are kept.",
          .query = kUploadQuery,
          .body = {.kind = Body::Kind::raw, .most = run::kMostInventory},
          .success = 202,
          .refusals = kTooMany,
          .handler = import_file,
          .sink = begin_upload},
    Route{.pattern = "/api/v1/inventory/export",
          .room = "Inventory",
          .id = "export_inventory",
          .summary = "The inventory with its edits, or the history of these, as a download.",
          .query = kExportQuery,
          .content_type = "text/csv",
          .refusals = kMissing,
          .handler = export_inventory}};

}  // namespace

std::span<const Route> inventory_routes() { return kRoutes; }

}  // namespace bartizan::server

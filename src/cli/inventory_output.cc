// bartizan inventory diff, export and deadlines.
#include <algorithm>

#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "run/gate.h"
#include "run/inventory_edit.h"

namespace bartizan::cli {
namespace {

std::optional<record::Import> import_called(store::Inventory& inventory, const std::string& id,
                                            int& code) {
  auto import = inventory.import(id);
  if (import) return std::move(*import);
  if (import.error().code == base::Code::invalid) {
    complain("there is no import " + id + ". Look: bartizan inventory list --imports");
    code = run::kUsage;
  } else {
    cannot_use_store(import.error(), code);
  }
  return std::nullopt;
}

// The only import, where nobody says which.
std::optional<record::Import> the_import(store::Inventory& inventory, const std::string& id,
                                         int& code) {
  if (!id.empty()) return import_called(inventory, id, code);
  const auto rows = inventory.imports();
  if (!rows) {
    cannot_use_store(rows.error(), code);
    return std::nullopt;
  }
  if (rows->size() == 1) return import_called(inventory, rows->front().id, code);
  complain(rows->empty() ? "nothing was imported yet: bartizan inventory import FILE"
                         : "say which import with --import. Look: bartizan inventory list "
                           "--imports");
  code = rows->empty() ? run::kIncomplete : run::kUsage;
  return std::nullopt;
}

}  // namespace

int run(const GlobalOptions& global, const InventoryDiffCommand& command) {
  int code = run::kPass;
  const auto opened = open_inventory(global, code);
  if (!opened) return code;
  const auto before = import_called(opened->inventory(), command.before, code);
  if (!before) return code;
  const auto after = import_called(opened->inventory(), command.after, code);
  if (!after) return code;
  const auto old_rows = use_cases_of(opened->inventory(), command.before, code);
  if (!old_rows) return code;
  const auto new_rows = use_cases_of(opened->inventory(), command.after, code);
  if (!new_rows) return code;
  const use::Schema* schema = schema_called(after->schema, code);
  if (schema == nullptr) return code;
  const use::InventoryDiff diff = use::diff(*old_rows, *new_rows, *schema);
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::inventory_diff_json(diff, before->file, after->file,
                                                 {global.reproducible, true})
                   : report::inventory_diff(diff, before->file, after->file,
                                            inventory_options(global, output.fd(), command.all)));
  return output.finish() ? code : int{run::kInternal};
}

int run(const GlobalOptions& global, const InventoryExportCommand& command) {
  int code = run::kPass;
  const auto opened = open_inventory(global, code);
  if (!opened) return code;
  // Declared use cases and several imports leave together under one form; one import leaves as it
  // came.
  const bool as_form = !command.schema.empty() || command.history;
  std::optional<record::Import> import;
  if (!as_form) {
    import = the_import(opened->inventory(), command.import, code);
    if (!import) return code;
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  if (command.raw) {
    if (!import) {
      complain("--raw gives back an import's bytes; it cannot follow another form");
      return run::kUsage;
    }
    output.write(import->bytes);
    return output.finish() ? code : int{run::kInternal};
  }
  const auto rows =
      use_cases_of(opened->inventory(), import ? import->id : command.import, code);
  if (!rows) return code;
  if (import) {
    const auto all = opened->inventory().use_cases("");
    const auto others = all ? all->size() - rows->size() : 0;
    if (others > 0) {
      note(global.quiet, std::to_string(others) +
                             " use cases of other imports or declared here are not in this "
                             "export; --schema " + import->schema + " writes all of them");
    }
  }
  const auto edits = run::exported_edits(*opened->store);
  if (!edits) {
    cannot_use_store(edits.error(), code);
    return code;
  }
  const use::ExportOptions options{command.public_version, command.values, *edits};
  const auto answers = [](const record::UseCase& row) { return !row.value("is_withheld").empty(); };
  if (command.public_version && !rows->empty() && std::ranges::none_of(*rows, answers)) {
    complain("no row says whether it is withheld from the public: all of them are in this version");
  }
  if (global.format == "json") {
    output.write(use::export_json(import ? &*import : nullptr, *rows, options));
  } else if (command.history) {
    output.write(use::history_csv(*rows, *edits));
  } else if (import) {
    output.write(use::export_csv(*import, *rows, options));
  } else {
    const use::Schema* schema = schema_called(command.schema, code);
    if (schema == nullptr) return code;
    output.write(use::export_csv(*schema, *rows, options));
  }
  return output.finish() ? code : int{run::kInternal};
}

int run(const GlobalOptions& global, const InventoryDeadlinesCommand& command) {
  int code = run::kPass;
  const auto opened = open_inventory(global, code);
  if (!opened) return code;
  // Without an inventory there are the dates of the calendar all the same.
  const auto rows = opened->inventory().use_cases(command.import);
  if (!rows) {
    cannot_use_store(rows.error(), code);
    return code;
  }
  const std::vector<use::Deadline> dates = use::deadlines(*rows, today());
  Output output(global.output);
  if (global.format == "ics") {
    output.write(use::deadlines_ics(dates, now()));
  } else if (global.format == "json") {
    output.write(report::inventory_deadlines_json(dates, {global.reproducible, true}));
  } else {
    output.write(report::inventory_deadlines(dates, inventory_options(global, output.fd())));
  }
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli

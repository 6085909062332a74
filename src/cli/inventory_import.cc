// bartizan inventory import and undo.
#include <algorithm>

#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "run/audit.h"
#include "run/gate.h"
#include "run/import_inventory.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const InventoryImportCommand& command) {
  int code = run::kPass;
  if (!command.schema.empty() && schema_called(command.schema, code) == nullptr) return code;
  if (!all_exist(command.files)) return run::kUsage;
  const auto opened = open_inventory(global, code, command.dry_run ? Use::rehearse : Use::keep);
  if (!opened) return code;
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  catch_interrupts();
  for (const std::string& file : command.files) {
    const run::ImportFile input{file, {command.schema, command.sheet, command.agency}};
    const auto result = run::import_inventory(input, opened->config.limits, now(), interrupted);
    if (!result) {
      complain("cannot import " + file + ": " + result.error() + ". Nothing of it was kept.");
      code = std::max(code, int{run::kIncomplete});
      continue;
    }
    const bool has_header = std::ranges::none_of(
        result->import.notes, [](const record::Note& n) { return n.code == "header"; });
    if (!has_header && command.schema.empty()) {
      complain(file +
               " is no inventory: no header of a known form stands in its first 30 rows. "
               "Nothing of it was kept. A form of your own: --schema generic");
      code = std::max(code, int{run::kIncomplete});
      continue;
    }
    bool known = false;
    if (!command.dry_run && !result->use_cases.empty()) {
      store::AuditedChange change(
          opened->store->audit(),
          run::command_event(
              "inventory.import", result->import.id,
              result->import.file + ", " + std::to_string(result->use_cases.size()) + " rows",
              now()));
      const auto added = opened->inventory().add_import(result->import, result->use_cases);
      if (!added) {
        cannot_use_store(added.error(), code);
        return code;
      }
      known = !*added;
      if (*added) (void)change.done();
    }
    const bool damaged = std::ranges::any_of(result->import.notes, [](const record::Note& n) {
      return n.level == record::NoteLevel::error;
    });
    if (damaged || result->use_cases.empty()) code = std::max(code, int{run::kIncomplete});
    output.write(
        global.format == "json"
            ? report::inventory_imported_json(*result, known, {global.reproducible, true})
            : report::inventory_imported(*result, known, inventory_options(global, output.fd())));
  }
  return output.finish() ? code : int{run::kInternal};
}

int run(const GlobalOptions& global, const InventoryUndoCommand& command) {
  int code = run::kPass;
  const auto opened = open_inventory(global, code, Use::keep);
  if (!opened) return code;
  store::AuditedChange change(opened->store->audit(),
                              run::command_event("inventory.undo", command.import, "", now()));
  const auto undone = opened->inventory().undo_import(command.import);
  if (!undone) {
    cannot_use_store(undone.error(), code);
    return code;
  }
  if (!*undone) {
    complain("there is no import " + command.import + ". Look: bartizan inventory list --imports");
    return run::kUsage;
  }
  (void)change.done();
  note(global.quiet, command.import + " was taken back with all its rows");
  return run::kPass;
}

}  // namespace bartizan::cli

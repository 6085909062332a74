// bartizan inventory add and edit: declared use cases.
#include <algorithm>
#include <set>

#include "base/escape.h"
#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/terminal.h"
#include "run/audit.h"
#include "run/gate.h"
#include "run/import_inventory.h"
#include "run/inventory_edit.h"

namespace bartizan::cli {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

bool read_settings(const std::vector<std::string>& words, Settings& settings) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos || equals == 0) {
      complain("--set wants FIELD=VALUE, not " + word);
      return false;
    }
    settings.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return true;
}

// A value that the form does not offer: here, unlike in an import, somebody can mend it.
bool is_refused(const record::Note& note) { return note.level != record::NoteLevel::info; }

std::string question_for(const use::SchemaField& field) {
  std::string text = std::string(field.title.empty() ? field.id : field.title);
  if (!field.values.empty()) {
    text += " (";
    for (std::size_t i = 0; i < field.values.size() && i < 8; ++i) {
      text += (i == 0 ? "" : " | ") + std::string(field.values[i]);
    }
    text += field.values.size() > 8 ? " | ...)" : ")";
  }
  return text + ", Enter for none:";
}

// The fields that the form wants and that are still blank, one after the other.
void ask_for_missing(const use::Schema& schema, record::UseCase& use_case) {
  std::set<std::string_view> asked;
  while (true) {
    const use::LintResult missing =
        use::lint(schema, std::span(&use_case, 1), {today(), {}, false});
    const auto next = std::ranges::find_if(missing.findings, [&](const use::LintFinding& f) {
      return !f.field.empty() && use_case.value(f.field).empty() && !asked.contains(f.field);
    });
    if (next == missing.findings.end()) return;
    asked.insert(next->field);
    const use::SchemaField* field = schema.field(next->field);
    if (field == nullptr) continue;
    const auto answer = ask(question_for(*field));
    if (!answer) return;
    if (answer->empty()) continue;
    const record::Note problem = use::set_field(use_case, schema, field->id, *answer);
    if (is_refused(problem)) {
      complain(problem.message);
      (void)use::set_field(use_case, schema, field->id, "");
      asked.erase(field->id);
    }
  }
}

bool keep(const OpenInventory& opened, const char* what, const record::UseCase& use_case,
          int& code) {
  const std::string name(use_case.value("use_case_name"));
  store::AuditedChange change(opened.store->audit(),
                              run::command_event(what, use_case.id, name, now()));
  const auto kept = opened.inventory().put_use_case(use_case);
  if (!kept) return cannot_use_store(kept.error(), code);
  const auto said = change.done();
  return said ? true : cannot_use_store(said.error(), code);
}

// What was imported stays beside what is said now, and who said it, when and why.
bool keep_edit(const OpenInventory& opened, const record::UseCase& before,
               const record::UseCase& after, const InventoryEditCommand& command, int& code) {
  std::string by = command.by.empty() ? run::os_person() : command.by;
  store::AuditedChange change(
      opened.store->audit(),
      run::command_event("inventory.edit", before.id,
                         std::string(before.value("use_case_name")) +
                             (command.by.empty() ? "" : ", says {0}") +
                             (command.reason.empty() ? "" : ": " + command.reason),
                         now(), command.by.empty() ? std::vector<std::string>() : std::vector{by}));
  run::Edited edited;
  edited.use_case = after;
  const auto kept =
      run::keep_changes(*opened.store, before, std::move(edited), by, command.reason, now());
  if (!kept) {
    complain(kept.error().what);
    code = kept.error().why == run::Refused::Why::store ? run::kInternal : run::kUsage;
    return false;
  }
  if (kept->edits.empty()) return true;
  const auto said = change.done();
  if (!said) return cannot_use_store(said.error(), code);
  return true;
}

int add_from_file(const GlobalOptions& global, const OpenInventory& opened,
                  const std::string& file) {
  int code = run::kPass;
  const auto declared = run::read_declared(file, opened.config.limits, interrupted);
  if (!declared) {
    complain("cannot read " + file + ": " + declared.error());
    return run::kIncomplete;
  }
  for (const record::Note& n : declared->notes) {
    complain(file + (n.line != 0 ? ":" + std::to_string(n.line) : "") + ": " + n.message);
    if (n.level == record::NoteLevel::error) code = run::kIncomplete;
  }
  for (const record::UseCase& use_case : declared->use_cases) {
    if (!keep(opened, "inventory.add", use_case, code)) return code;
    note(global.quiet,
         "declared: " + base::escape_name(use_case.value("use_case_name")) + "  " + use_case.id);
  }
  return code;
}

int add(const GlobalOptions& global, const OpenInventory& opened, const Settings& settings,
        const InventoryEditCommand& command) {
  int code = run::kPass;
  const use::Schema* schema = schema_called(command.schema, code);
  if (schema == nullptr) return code;
  std::vector<record::Note> notes;
  record::UseCase use_case = use::declare(*schema, settings, "", notes);
  if (can_ask()) {
    ask_for_missing(*schema, use_case);
    Settings filled;
    for (const record::Field& field : use_case.fields) filled.emplace_back(field.id, field.value);
    notes.clear();
    use_case = use::declare(*schema, filled, "", notes);
  }
  for (const record::Note& n : notes) complain(n.message);
  if (std::ranges::any_of(notes, is_refused)) return run::kUsage;
  if (use_case.value("use_case_name").empty()) {
    complain("a use case needs a name: --set use_case_name='What it does'");
    return run::kUsage;
  }
  if (command.toml) {
    Output output(global.output);
    output.write(use::system_toml(use_case, *schema));
    return output.finish() ? code : int{run::kInternal};
  }
  if (!keep(opened, "inventory.add", use_case, code)) return code;
  note(global.quiet, "declared: " + base::escape_name(use_case.value("use_case_name")) + "  " +
                         use_case.id + ". What is missing: bartizan inventory lint");
  return code;
}

int remove(const GlobalOptions& global, const OpenInventory& opened,
           const record::UseCase& use_case, bool yes) {
  int code = run::kPass;
  const std::string name = base::escape_name(use_case.value("use_case_name"));
  if (!yes && !can_ask()) {
    complain("removing " + name + " cannot be undone. Say so with --yes.");
    return run::kUsage;
  }
  if (!yes) {
    const auto answer = ask("Remove " + name + "? This cannot be undone. yes or no:");
    if (!answer || *answer != "yes") return run::kUsage;
  }
  store::AuditedChange change(opened.store->audit(),
                              run::command_event("inventory.remove", use_case.id, name, now()));
  const auto removed = opened.inventory().remove_use_case(use_case.id);
  if (!removed) cannot_use_store(removed.error(), code);
  if (removed && *removed) (void)change.done();
  if (removed) note(global.quiet, name + " was removed");
  return code;
}

}  // namespace

int run(const GlobalOptions& global, const InventoryEditCommand& command) {
  Settings settings;
  if (!read_settings(command.set, settings)) return run::kUsage;
  int code = run::kPass;
  const auto opened = open_inventory(global, code, command.toml ? Use::rehearse : Use::keep);
  if (!opened) return code;
  if (command.use_case.empty()) {
    return command.from.empty() ? add(global, *opened, settings, command)
                                : add_from_file(global, *opened, command.from);
  }
  auto use_case = one_use_case(opened->inventory(), command.use_case, code);
  if (!use_case) return code;
  if (command.remove) return remove(global, *opened, *use_case, command.yes);
  const use::Schema* schema = command.schema.empty()
                                  ? schema_of(opened->inventory(), *use_case, code)
                                  : schema_called(command.schema, code);
  if (schema == nullptr) return code;
  const record::UseCase before = *use_case;
  for (const auto& [field, value] : settings) {
    const record::Note problem = use::set_field(*use_case, *schema, field, value);
    if (!problem.message.empty()) complain(problem.message);
    if (is_refused(problem)) return run::kUsage;
  }
  if (settings.empty() && can_ask()) ask_for_missing(*schema, *use_case);
  if (command.toml) {
    Output output(global.output);
    output.write(use::system_toml(*use_case, *schema));
    return output.finish() ? code : int{run::kInternal};
  }
  if (settings.empty() && !can_ask()) {
    complain("nothing to change. Say what with --set FIELD=VALUE, or --remove.");
    return run::kUsage;
  }
  if (!keep_edit(*opened, before, *use_case, command, code)) return code;
  note(global.quiet, "kept: " + base::escape_name(use_case->value("use_case_name")));
  return code;
}

}  // namespace bartizan::cli

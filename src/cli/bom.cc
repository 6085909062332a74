// bartizan bom create and import: write bills of materials, and keep other people's.
#include "run/bom.h"

#include <filesystem>

#include "cli/bom.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "cli/tree.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

namespace bom = assure::bom;

struct Made {
  bom::Bom bom;
  bool whole = true;
};

std::optional<Made> from_tree(const GlobalOptions& global, const BomCreateCommand& command,
                              const run::Config& config, const run::BomSubject& subject, int& code) {
  const auto report = read_tree(global, config, {command.paths, command.exclude, command.installed},
                                "no BOM was written", code);
  if (!report) return std::nullopt;
  for (const use::FileNote& n : report->discovery.notes) {
    if (n.note.level == record::NoteLevel::error) {
      note(global.quiet, "not in the BOM: " + n.path + ": " + n.note.message);
    }
  }
  return Made{run::bom_of_tree(*report, subject, bom_timestamp(global)),
              report->unread == 0 && report->files > 0};
}

std::optional<Made> from_store(const GlobalOptions& global, const BomCreateCommand& command,
                               const run::Config& config, const run::BomSubject& subject,
                               int& code) {
  const auto store = open_store(global, config);
  if (!store) {
    code = run::kInternal;
    return std::nullopt;
  }
  auto made = run::bom_of_store(*store, command.system, subject, bom_timestamp(global));
  if (!made) {
    complain("no BOM was written: " + made.error());
    code = run::kIncomplete;
    return std::nullopt;
  }
  return Made{std::move(*made), true};
}

}  // namespace

int run(const GlobalOptions& global, const BomCreateCommand& command) {
  const int sources = (command.paths.empty() ? 0 : 1) + (command.system.empty() ? 0 : 1) +
                      (command.everything ? 1 : 0);
  if (sources != 1) {
    complain("say what the BOM is of: folders to read now, or --system ID, or --all");
    return run::kUsage;
  }
  if (!all_exist(command.paths)) return run::kUsage;
  const auto config = load_settings(global, command.paths);
  if (!config) return run::kUsage;
  const run::BomSubject subject{command.name, command.version, command.supplier, command.authors,
                                command.tlp};
  int code = run::kPass;
  const auto made = command.paths.empty() ? from_store(global, command, *config, subject, code)
                                          : from_tree(global, command, *config, subject, code);
  if (!made) return code;
  code = write_bom(global, made->bom);
  if (code != run::kPass) return code;
  return made->whole ? run::kPass : run::kIncomplete;
}

int run(const GlobalOptions& global, const BomImportCommand& command) {
  if (!all_exist(command.files)) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  catch_interrupts();
  int code = run::kPass;
  for (const std::string& file : command.files) {
    const auto read = load_bom(*config, file);
    if (!read) {
      code = run::kIncomplete;
      continue;
    }
    const store::Place place = run::place_of(*read->imported.bom, read->sha256, now());
    if (const auto kept = store->estate().replace(place); !kept) {
      complain(std::string("the store cannot be written: ") + kept.error().what);
      return run::kInternal;
    }
    note(global.quiet, file + ": " + std::to_string(place.components.size()) +
                           " components, as " + place.path);
    if (!read->imported.valid()) {
      note(global.quiet, file + " is not valid: bartizan bom validate " + file);
      code = std::max(code, int{run::kIncomplete});
    }
  }
  return code;
}

}  // namespace bartizan::cli

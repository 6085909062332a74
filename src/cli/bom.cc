// bartizan bom create and import: write bills of materials, and keep other people's.
#include "run/bom.h"

#include <filesystem>

#include "cli/bom.h"
#include "cli/cases.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "cli/tree.h"
#include "run/estate.h"
#include "run/gate.h"
#include "run/import_inventory.h"

namespace bartizan::cli {
namespace {

namespace bom = assure::bom;

struct Made {
  bom::Bom bom;
  bool whole = true;
};

std::optional<Made> from_tree(const GlobalOptions& global, const BomCreateCommand& command,
                              const run::Config& config, const run::BomSubject& subject,
                              int& code) {
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

// What was written, under its own name where it has one.
base::Result<void> leave_evidence(const GlobalOptions& global, const BomCreateCommand& command,
                                  const run::Config& config, const bom::Bom& document) {
  run::BomLeft left;
  left.action = "create";
  if (!command.paths.empty()) left.of = run::absolute_path(command.paths.front());
  // Of several folders names of files begin with the folder as it was named.
  if (command.paths.size() > 1) left.folder = run::absolute_path(".");
  left.whole = command.paths.size() <= 1 && !command.installed;
  if (!global.output.empty() && global.output != "-") {
    left.subject = run::absolute_path(global.output);
    if (const auto whole = run::read_whole(global.output, run::kMostBom)) {
      left.sha256 = whole->sha256;
    }
  } else {
    left.subject = "bom:" + (left.of.empty() ? command.system : left.of);
  }
  if (!command.system.empty()) {
    const auto store = open_for_evidence(global, config);
    if (!store) return std::unexpected(store.error());
    const auto system =
        *store ? run::system(**store, command.system) : std::unexpected(std::string("no store"));
    if (system) {
      left.system = system->id;
      left.folder = system->place;
    }
    left.software = false;
  }
  base::Result<void> kept = leave_bom_evidence(global, config, document, left);
  for (std::size_t i = 1; kept && i < command.paths.size(); ++i) {
    left.of = run::absolute_path(command.paths[i]);
    kept = leave_bom_evidence(global, config, document, left);
  }
  return kept;
}

}  // namespace

int run(const GlobalOptions& global, const BomCreateCommand& asked) {
  BomCreateCommand command = asked;
  const int sources = (command.paths.empty() ? 0 : 1) + (command.system.empty() ? 0 : 1) +
                      (command.everything ? 1 : 0);
  if (sources != 1) {
    complain("say what the BOM is of: folders to read now, or --system ID, or --all");
    return run::kUsage;
  }
  if (!all_exist(command.paths)) return run::kUsage;
  command.paths = each_once(command.paths, global.quiet);
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
  return unless_kept(leave_evidence(global, command, *config, made->bom),
                     made->whole ? run::kPass : run::kIncomplete);
}

int run(const GlobalOptions& global, const BomImportCommand& command) {
  if (!all_exist(command.files)) return run::kUsage;
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto store = open_store_for(global, *config, Use::keep);
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
    const auto put = [&] { return store->estate().replace(place); };
    if (!log_change(*store, "bom.import", place.path,
                    file + ", " + std::to_string(place.components.size()) +
                        " components, SHA-256 " + read->sha256,
                    {}, put, code)) {
      return code;
    }
    const std::string described = place.systems.empty() ? "" : place.systems.front().id;
    code = unless_kept(
        run::leave_evidence(
            *store, {run::left_by_bom(*store, {"import", place.path, read->sha256, "", described},
                                      *read->imported.bom, now())}),
        code);
    note(global.quiet,
         file + ": " + std::to_string(place.components.size()) + " components, as " + place.path);
    if (!read->imported.valid()) {
      note(global.quiet, file + " is not valid: bartizan bom validate " + file);
      code = std::max(code, int{run::kIncomplete});
    }
  }
  return code;
}

}  // namespace bartizan::cli

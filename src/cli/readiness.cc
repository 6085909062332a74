// bartizan readiness: what makes ready for the day when something fails.
#include <filesystem>

#include "cli/cases.h"
#include "cli/command_posture.h"
#include "cli/output.h"
#include "cli/posture.h"
#include "cli/terminal.h"
#include "report/posture.h"
#include "run/gate.h"
#include "run/import_inventory.h"
#include "run/ready.h"

namespace bartizan::cli {
namespace {

// A report of an exercise is no archive of films.
constexpr std::uint64_t kMostAttachment = std::uint64_t{256} << 20;

bool attach(const std::string& path, record::Readiness& record) {
  if (path.empty()) return true;
  const auto whole = run::read_whole(path, kMostAttachment);
  if (!whole) {
    complain(path + " cannot be read: " + whole.error());
    return false;
  }
  record.attachment = std::filesystem::path(path).filename().string();
  record.attachment_sha256 = whole->sha256;
  return true;
}

}  // namespace

std::optional<NamedSystem> system_or_use_case(store::Store& store, const std::string& handle,
                                              int& code) {
  if (handle.empty()) return NamedSystem{};
  const auto declared = store.inventory().find_use_cases(handle);
  if (!declared && !store_failed(declared.error(), code)) return std::nullopt;
  std::error_code error;
  const std::string folder = std::filesystem::weakly_canonical(handle, error).string();
  const auto found = run::system_called(store, handle, folder);
  if (found) return NamedSystem{found->id, found->name.empty() ? found->id : found->name};
  if (declared->size() == 1) {
    const record::UseCase& use_case = declared->front();
    const std::string name(use_case.value("use_case_name"));
    return NamedSystem{use_case.id, name.empty() ? use_case.id : name};
  }
  complain(declared->empty() ? found.error()
                             : "several use cases are called " + handle +
                                   ". Name one by its id: "
                                   "bartizan inventory list --search " +
                                   handle);
  code = run::kUsage;
  return std::nullopt;
}

int run(const GlobalOptions& global, const ReadinessRecordCommand& command) {
  record::Readiness asked;
  const auto kind = record::readiness_kind(command.kind);
  if (!kind) {
    complain("there is no kind " + command.kind + ". Kinds are " + run::readiness_kinds());
    return run::kUsage;
  }
  asked.kind = *kind;
  const auto at = time_option(command.at, "--at", now());
  const auto next = time_option(command.next, "--next", 0);
  if (!at || !next) return run::kUsage;
  asked.at = *at;
  asked.next = *next;
  if (!attach(command.attachment, asked)) return run::kUsage;
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto system = system_or_use_case(*store, command.system, code);
  if (!system) return code;
  asked.system = system->id;
  asked.system_name = system->name;
  if (*kind == record::ReadinessKind::critical_asset && asked.system.empty()) {
    complain("say which system, model or data set it is about: --system ID");
    return run::kUsage;
  }
  const auto what = needed(command.what, "--what TEXT", "What is it, or what was done?");
  if (!what) return run::kUsage;
  const auto by = needed(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  asked.what = *what;
  asked.by = *by;
  const auto checked = protect::readiness_of(std::move(asked), now());
  if (!checked) {
    complain(checked.error());
    return run::kUsage;
  }
  const auto kept = store->posture().put_readiness(*checked);
  if (!kept && !store_failed(kept.error(), code)) return code;
  const auto lines = protect::readiness(std::span(&*checked, 1), now());
  note(global.quiet, checked->id + ": " + command.kind + ", " + lines.front().why);
  return run::kPass;
}

int run(const GlobalOptions& global, const ReadinessWithdrawCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto found = run::withdrawn_readiness(*store, command.id, command.by, now());
  if (!found) {
    complain(found.error());
    return run::kUsage;
  }
  const auto by = needed(command.by, "--by NAME", "Who takes it back? Your name is kept:");
  if (!by) return run::kUsage;
  record::Readiness changed = *found;
  changed.withdrawn_by = *by;
  const auto kept = store->posture().put_readiness(changed);
  if (!kept && !store_failed(kept.error(), code)) return code;
  note(global.quiet, changed.id + " was taken back, says " + *by);
  return run::kPass;
}

int run(const GlobalOptions& global, const ReadinessListCommand& command) {
  const auto at = time_option(command.as_of, "--as-of", now());
  if (!at) return run::kUsage;
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto system = system_or_use_case(*store, command.system, code);
  if (!system) return code;
  const auto read = run::readiness_at(*store, system->id, *at);
  if (!read && !store_failed(read.error(), code)) return code;
  const std::vector<protect::ReadinessLine>& lines = *read;
  const report::ReadinessView view{lines, *at};
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json"
                   ? report::readiness_json(view, {global.reproducible, true})
                   : report::readiness(view, style_of(global, output.fd()), command.all));
  if (!output.finish()) return run::kInternal;
  if (lines.empty()) note(global.quiet, "nothing was recorded yet: bartizan readiness record KIND");
  if (!command.gate) return run::kPass;
  if (protect::findings(lines) > 0) return run::kGateFailed;
  return lines.empty() ? run::kIncomplete : run::kPass;
}

int run(const GlobalOptions& global, const ReadinessMapCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto made = run::dependencies(*store, command.all);
  if (!made && !store_failed(made.error(), code)) return code;
  const protect::DependencyMap& map = *made;
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? report::dependencies_json(map, {global.reproducible, true})
                                       : report::dependencies(map, style_of(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  if (map.systems.empty()) {
    note(global.quiet,
         "no critical asset was recorded yet (--all maps every system that was found): "
         "bartizan readiness record critical-asset --system ID");
    return run::kIncomplete;
  }
  return run::kPass;
}

}  // namespace bartizan::cli

// bartizan readiness: what makes ready for the day when something fails.
#include <filesystem>

#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/command_posture.h"
#include "cli/output.h"
#include "cli/posture.h"
#include "cli/terminal.h"
#include "report/posture.h"
#include "run/gate.h"
#include "run/ready.h"

namespace bartizan::cli {
namespace {

bool keep(store::Store& store, const record::Readiness& record, std::string_view what,
          const std::string& by, const store::Attachment* attachment, int& code) {
  const auto put = [&] { return store.posture().put_readiness(record, attachment); };
  return log_change(store, what, record.id,
                    std::string(record::name(record.kind)) + ", says {0}: " + record.what, {by},
                    put, code);
}

}  // namespace

std::optional<NamedSystem> system_or_use_case(store::Store& store, const std::string& handle,
                                              int& code) {
  if (handle.empty()) return NamedSystem{};
  const auto system = assessed_system(store, handle, code);
  if (!system) return std::nullopt;
  return NamedSystem{system->id, system->name.empty() ? system->id : system->name};
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
  std::optional<store::Attachment> attachment;
  if (!attachment_option(command.attachment, attachment)) return run::kUsage;
  if (attachment) {
    asked.attachment = attachment->name;
    asked.attachment_sha256 = attachment->sha256;
  }
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
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
  const auto by = needed_name(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  asked.what = *what;
  asked.by = *by;
  const auto checked = protect::readiness_of(std::move(asked), now());
  if (!checked) {
    complain(checked.error());
    return run::kUsage;
  }
  if (!keep(*store, *checked, "readiness.record", *by, attachment ? &*attachment : nullptr, code)) {
    return code;
  }
  const auto lines = protect::readiness(std::span(&*checked, 1), now());
  note(global.quiet, checked->id + ": " + command.kind + ", " + lines.front().why);
  return run::kPass;
}

int run(const GlobalOptions& global, const ReadinessWithdrawCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto found = run::withdrawn_readiness(*store, command.id, command.by, now());
  if (!found) {
    complain(found.error());
    return run::kUsage;
  }
  const auto by = needed_name(command.by, "--by NAME", "Who takes it back? Your name is kept:");
  if (!by) return run::kUsage;
  record::Readiness changed = *found;
  changed.withdrawn_by = *by;
  if (!keep(*store, changed, "readiness.withdraw", *by, nullptr, code)) return code;
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

// bartizan allow list and withdraw: what is accepted, in files and in the store.
#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/allow.h"
#include "run/audit.h"
#include "run/gate.h"
#include "run/triage.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const AllowListCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const auto granted = store->triage().acceptances(command.all);
  if (!granted) return store_trouble(granted.error());
  std::vector<report::AcceptedLine> lines;
  for (const record::Exception& one : config->exceptions) {
    if (command.all || one.expires == 0 || one.expires > now()) {
      lines.push_back({one, true, 0, {}});
    }
  }
  std::vector<record::Exception> kept_here;
  for (const store::Acceptance& one : *granted) {
    if (!command.all && one.exception.expires <= now()) continue;
    lines.push_back({one.exception, false, one.withdrawn, one.withdrawn_by});
    if (one.withdrawn == 0) kept_here.push_back(one.exception);
  }
  Output output(global.output);
  if (global.format == "toml") {
    output.write(run::exceptions_toml(kept_here));
  } else if (global.format == "json") {
    output.write(report::accepted_json(lines, now(), {global.reproducible, true}));
  } else {
    output.write(report::accepted(lines, now()));
  }
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const AllowWithdrawCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto store = open_store_for(global, *config, Use::keep);
  if (!store) return run::kInternal;
  const auto granted = store->triage().acceptances();
  if (!granted) return store_trouble(granted.error());
  std::vector<const store::Acceptance*> meant;
  for (const store::Acceptance& one : *granted) {
    const std::string& id = one.exception.id;
    if (id.starts_with(command.id) || id.starts_with("exception_" + command.id)) {
      meant.push_back(&one);
    }
  }
  if (meant.size() != 1) {
    complain(meant.empty() ? "nothing of that id was accepted here. Look: bartizan allow list"
                           : std::to_string(meant.size()) + " entries begin with " + command.id +
                                 ". Say more of the id");
    return run::kUsage;
  }
  const std::string& id = meant.front()->exception.id;
  const std::string by = command.by.empty() ? run::os_person() : command.by;
  if (const auto flushed = store->flush(); !flushed) return store_trouble(flushed.error());
  store::AuditedChange change(
      store->audit(),
      run::command_event("finding.withdraw", id, "says {0}: " + command.reason, now(), {by}));
  const auto done =
      run::withdraw_acceptance(*store, meant.front()->number, by, config->exceptions, now());
  if (!done) return store_trouble(done.error());
  if (const auto said = change.done(); !said) return store_trouble(said.error());
  note(global.quiet, id + " no longer counts; what it accepted is open again");
  return run::kPass;
}

}  // namespace bartizan::cli

// bartizan allow add: vouch for a class or function of one's own.
#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/audit.h"
#include "run/gate.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const AllowCommand& command) {
  record::Exception entry;
  entry.kind = record::ExceptionKind::allow;
  const std::size_t dot = command.callable.rfind('.');
  if (dot != std::string::npos) {
    entry.module = command.callable.substr(0, dot);
    entry.name = command.callable.substr(dot + 1);
  }
  entry.role = command.role;
  entry.detail = command.shape;
  entry.owner = command.owner;
  entry.reason = command.reason;
  const auto expires = base::parse_utc(command.expires);
  if (!expires || entry.module.empty() || entry.name.empty()) {
    complain(!expires ? "--expires " + command.expires + " is not a date. Write it as 2027-06-30."
                      : command.callable +
                            " is not a full name. Write module.name as the finding shows it.");
    return run::kUsage;
  }
  if ((entry.role == "rebuild") != !entry.detail.empty()) {
    complain(entry.role == "rebuild"
                 ? "a rebuild function needs --shape, the arguments it may get: --shape 'str, int?'"
                 : "--shape is for --role rebuild only");
    return run::kUsage;
  }
  if (*expires <= now()) {
    complain("--expires " + command.expires + " is over. Name a day on which to look again.");
    return run::kUsage;
  }
  entry.expires = *expires;
  const std::string file = global.config.empty() ? run::config_places().user : global.config;
  if (const auto error = run::add_allow_entry(file, entry)) {
    complain(error->text());
    return run::kInternal;
  }
  // The decision stands in the configuration; a store that is not there takes no word of it.
  int code = run::kPass;
  if (const auto config = load_settings(global, {})) {
    const auto store = open_store(global, *config);
    if (!store) code = run::kInternal;
    if (store) {
      (void)run::audit(*store, run::command_event("allow.add", command.callable,
                                                  "until " + command.expires + ", says {0}: " +
                                                      command.reason,
                                                  now(), {command.owner}));
    }
  }
  note(global.quiet, command.callable + " is allowed until " + command.expires + " in " + file);
  return code;
}

}  // namespace bartizan::cli

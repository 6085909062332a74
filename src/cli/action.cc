// bartizan action: the plan: who does what by when about what falls short.
#include <algorithm>

#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/command_assess.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/answers.h"
#include "run/gate.h"
#include "run/plan.h"

namespace bartizan::cli {
namespace {

int close(const GlobalOptions& global, const ActionCloseCommand& command,
          record::ActionState state) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  auto known = run::action_called(*store, command.id);
  if (!known) {
    complain(known.error());
    return run::kUsage;
  }
  const auto by = needed_name(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  const bool done = state == record::ActionState::done;
  const auto note_given = needed(command.note, "--note TEXT", done ? "What was done?" : "Why?");
  if (!note_given) return run::kUsage;
  run::ActionChange change;
  change.state = state;
  change.by = *by;
  change.note = *note_given;
  const auto changed = run::changed_action(*known, change, now());
  if (!changed) {
    complain(changed.error());
    return run::kUsage;
  }
  const auto put = [&] { return store->evidence().put_action(*changed); };
  if (!log_change(*store, "action.change", known->id,
                  std::string(record::name(state)) + ", says {0}: " + *note_given, {*by}, put,
                  code)) {
    return code;
  }
  note(global.quiet, known->id + " is " + std::string(record::name(state)) + ": " + known->what);
  return run::kPass;
}

}  // namespace

int run(const GlobalOptions& global, const ActionAddCommand& command) {
  int code = run::kPass;
  run::NewAction asked;
  if (!command.framework.empty() || !command.requirement.empty()) {
    if (command.framework.empty() || command.requirement.empty()) {
      complain("--framework and --requirement belong together");
      return run::kUsage;
    }
    const auto* framework = framework_called(command.framework, !command.system.empty(), code);
    if (framework == nullptr) return code;
    const auto* requirement = requirement_called(*framework, command.requirement, code);
    if (requirement == nullptr) return code;
    asked.framework = framework->id;
    asked.requirement = requirement->id;
  }
  const auto what = needed(command.what, "--what TEXT", "What is to be done?");
  if (!what) return run::kUsage;
  const auto owner = needed_name(command.owner, "--owner NAME", "Who does it?");
  if (!owner) return run::kUsage;
  const auto by = needed_name(command.by, "--by NAME", "Who writes it down? Your name is kept:");
  if (!by) return run::kUsage;
  const auto due = day(command.due, "--due");
  if (!due) return run::kUsage;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  if (!command.system.empty()) {
    const auto system = assessed_system(*store, command.system, code);
    if (!system) return code;
    asked.system = system->id;
  }
  asked.what = *what;
  asked.owner = *owner;
  asked.due = *due;
  asked.by = *by;
  const auto action = run::new_action(asked, now());
  if (!action) {
    complain(action.error());
    return run::kUsage;
  }
  const auto put = [&] { return store->evidence().put_action(*action); };
  if (!log_change(*store, "action.add", action->id, action->what + ", says {0}", {*by}, put,
                  code)) {
    return code;
  }
  note(global.quiet, action->id + ": " + action->owner + " by " + base::format_date(action->due));
  if (action->due <= action->at) {
    note(global.quiet, "that day has passed: it is overdue from the start");
  }
  return run::kPass;
}

int run(const GlobalOptions& global, const ActionListCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  std::string system;
  if (!command.system.empty()) {
    const auto found = assessed_system(*store, command.system, code);
    if (!found) return code;
    system = found->id;
  }
  auto actions = store->evidence().actions(system);
  if (!actions) {
    store_failed(actions.error(), code);
    return code;
  }
  if (!command.all) {
    std::erase_if(*actions, [](const record::Action& action) {
      return action.state != record::ActionState::open;
    });
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::actions_json(*actions, now(), {global.reproducible, true})
                   : report::actions(*actions, now(), style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const ActionDoneCommand& command) {
  return close(global, command, record::ActionState::done);
}

int run(const GlobalOptions& global, const ActionDropCommand& command) {
  return close(global, command, record::ActionState::dropped);
}

}  // namespace bartizan::cli

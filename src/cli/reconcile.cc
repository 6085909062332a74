// bartizan reconcile: what was declared against what was found.
#include "run/reconcile.h"

#include <algorithm>
#include <set>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/estate.h"
#include "run/audit.h"
#include "run/gate.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const ReconcileCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const auto result = run::reconcile(*store, command.agency);
  if (!result && result.error().code == base::Code::invalid) {
    complain(std::string(result.error().what) + ": " + command.agency +
             ". Agencies are written as the inventory has them.");
    return run::kUsage;
  }
  if (!result) {
    complain(std::string("the store cannot be read: ") + result.error().what);
    return run::kInternal;
  }
  int code = run::kPass;
  if (command.gate && !result->differences.differences.empty()) code = run::kGateFailed;
  // Half a comparison is no pass: 1 wins over 3.
  if ((result->use_cases == 0 || result->places == 0) && code == run::kPass) {
    code = run::kIncomplete;
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::reconciled_json(result->differences, {global.reproducible, true}, code)
                   : report::reconciled(result->differences, style_of(global, output.fd()),
                                        command.all, code));
  if (!output.finish()) return run::kInternal;
  if (result->use_cases == 0) {
    note(global.quiet, "nothing is declared yet: bartizan inventory import FILE, or bartizan "
                       "inventory add");
  }
  if (result->places == 0) note(global.quiet, "nothing was read yet: bartizan discover PATH");
  return code;
}

int run(const GlobalOptions& global, const ReconcileAssignCommand& command) {
  if (command.use_case.empty() && !command.none) {
    complain("say which use case it is with --use-case ID, or --none");
    return run::kUsage;
  }
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const auto store = open_store_for(global, *config, Use::keep);
  if (!store) return run::kInternal;
  std::string use_case;
  if (!command.none) {
    const auto known = store->inventory().find_use_cases(command.use_case);
    if (!known) {
      complain(std::string("the store cannot be read: ") + known.error().what);
      return run::kInternal;
    }
    // The same use case may stand in the inventories of several years.
    const std::string given =
        known->empty() ? std::string() : std::string(known->front().value("id"));
    std::set<std::string> imports;
    const bool same = !given.empty() && std::ranges::all_of(*known, [&](const auto& one) {
      return one.value("id") == given && imports.insert(one.import).second;
    });
    if (known->size() != 1 && !same) {
      complain((known->empty() ? "there is no use case " : "several use cases are called ") +
               command.use_case + ". Look: bartizan inventory list --search '" +
               command.use_case + "'");
      return run::kUsage;
    }
    // What the organisation calls it lasts longer than a record of one import.
    use_case = given.empty() ? known->front().id : given;
  }
  store::AuditedChange change(
      store->audit(), run::command_event("reconcile.assign", command.system,
                                         command.none ? "nothing" : use_case, now()));
  // Taking it back first makes what runs now the new declaration.
  if (command.accept) (void)store->estate().assign(command.system, "");
  const auto assigned = store->estate().assign(command.system, use_case);
  if (!assigned) {
    complain(std::string("the store cannot be written: ") + assigned.error().what);
    return run::kInternal;
  }
  if (!*assigned) {
    complain("there is no found system " + command.system + ". Look: bartizan reconcile --all");
    return run::kUsage;
  }
  if (const auto said = change.done(); !said) {
    complain(std::string("the audit log cannot be written: ") + said.error().what);
    return run::kInternal;
  }
  note(global.quiet, command.none ? "taken back" : command.system + " is " + command.use_case);
  return run::kPass;
}

}  // namespace bartizan::cli

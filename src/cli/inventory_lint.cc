// bartizan inventory lint: by the form of each import.
#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "run/gate.h"
#include "run/inventory_edit.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const InventoryLintCommand& command) {
  int code = run::kPass;
  const auto opened = open_inventory(global, code);
  if (!opened) return code;
  const auto rows = use_cases_of(opened->inventory(), command.import, code);
  if (!rows) return code;
  if (!command.rule.empty() && use::find_inventory_rule(command.rule) == nullptr) {
    complain("there is no rule " + command.rule + ". See docs/inventory.md.");
    return run::kUsage;
  }
  auto linted = run::lint_inventory(*opened->store, *rows, today(), command.public_list);
  if (!linted) {
    cannot_use_store(linted.error(), code);
    return code;
  }
  use::LintResult& result = *linted;
  if (!command.rule.empty()) {
    std::erase_if(result.findings,
                  [&](const use::LintFinding& f) { return f.rule != command.rule; });
  }
  if (command.gate && !result.findings.empty()) code = run::kGateFailed;
  Output output(global.output);
  output.write(
      global.format == "json"
          ? report::inventory_lint_json(result, {global.reproducible, true})
          : report::inventory_lint(result, inventory_options(global, output.fd(), command.all)));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli

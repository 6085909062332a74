// bartizan inventory lint: by the form of each import.
#include <algorithm>
#include <map>

#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

void add(use::LintResult& all, use::LintResult&& one) {
  std::move(one.findings.begin(), one.findings.end(), std::back_inserter(all.findings));
  all.rows += one.rows;
  all.missing += one.missing;
  all.rows_missing += one.rows_missing;
  for (const auto& [key, count] : one.required) {
    all.required[key].applicable += count.applicable;
    all.required[key].missing += count.missing;
  }
}

}  // namespace

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
  std::map<std::string, std::vector<record::UseCase>> by_import;
  for (const record::UseCase& use_case : *rows) by_import[use_case.import].push_back(use_case);
  const std::string date = today();
  use::LintResult result;
  for (const auto& [import, use_cases] : by_import) {
    const use::Schema* schema = schema_of(opened->inventory(), use_cases.front(), code);
    if (schema == nullptr) return code;
    use::LintOptions options;
    options.today = date;
    options.public_list = command.public_list;
    // An id that was retired in an earlier year is not given again.
    for (const record::UseCase& other : *rows) {
      if (other.import != import && other.value("development_stage") == "Retired") {
        options.retired_ids.emplace(other.value("id"));
      }
    }
    options.retired_ids.erase("");
    add(result, use::lint(*schema, use_cases, options));
  }
  if (!command.rule.empty()) {
    std::erase_if(result.findings,
                  [&](const use::LintFinding& f) { return f.rule != command.rule; });
  }
  if (command.gate && !result.findings.empty()) code = run::kGateFailed;
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::inventory_lint_json(result, {global.reproducible, true})
                   : report::inventory_lint(
                         result, inventory_options(global, output.fd(), command.all)));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli

// bartizan self-check: this installation against the seven goals of Secure by Design.
#include "report/self_check.h"

#include <algorithm>

#include "cli/command_assess.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/gate.h"
#include "run/self_check.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const SelfCheckCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  run::SelfCheckOptions options;
  options.now = now();
  options.config = *config;
  std::vector<report::SelfCheckLine> lines;
  for (run::Goal& goal : run::self_check(*store, options)) {
    const char* state = goal.state == run::GoalState::met     ? "met"
                        : goal.state == run::GoalState::unmet ? "unmet"
                                                              : "unknown";
    lines.push_back({std::move(goal.id), std::move(goal.title), state, std::move(goal.why),
                     std::move(goal.seen), std::move(goal.remedy)});
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::self_check_json(lines, options.now, {global.reproducible, true})
                   : report::self_check(lines, style_of(global, output.fd()),
                                        command.all || global.verbose));
  if (!output.finish()) return run::kInternal;
  const bool all_met = std::ranges::all_of(
      lines, [](const report::SelfCheckLine& line) { return line.state == "met"; });
  return command.gate && !all_met ? run::kGateFailed : run::kPass;
}

}  // namespace bartizan::cli

#include "cli/tree.h"

#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {

std::optional<run::DiscoverReport> read_tree(const GlobalOptions& global, const run::Config& config,
                                             const TreeOptions& tree, const std::string& outcome,
                                             int& code) {
  run::DiscoverOptions options;
  options.roots = tree.roots;
  options.exclude = tree.exclude;
  options.installed = tree.installed;
  options.depth = record::Depth::content;  // models are known by their hashes
  options.limits = config.limits;
  options.jobs = global.jobs != 0 ? global.jobs : config.jobs.value_or(0);
  catch_interrupts();
  ProgressBar bar(global, "reading");
  run::ScanHooks hooks;
  hooks.now = now;
  hooks.cancelled = interrupted;
  hooks.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  auto report = run::discover(options, hooks);
  bar.clear();
  if (!report) {
    complain(std::string(report.error().what) + ": " + outcome);
    code = run::kInternal;
    return std::nullopt;
  }
  if (report->interrupted) {
    complain("interrupted: " + outcome);
    code = run::kIncomplete;
    return std::nullopt;
  }
  return std::move(*report);
}

}  // namespace bartizan::cli

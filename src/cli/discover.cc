// bartizan discover: the AI that is really there.
#include "run/discover.h"

#include "cli/command.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/discover.h"
#include "run/estate.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

// A store that refuses costs a warning, not the discovery.
void keep(const GlobalOptions& global, const run::Config& config,
          const run::DiscoverReport& report) {
  const auto store = open_store(global, config);
  if (!store) return;
  if (const auto kept = run::remember(*store, report, now()); !kept) {
    complain(std::string("what was found is not kept: ") + kept.error().what);
  }
}

}  // namespace

int run(const GlobalOptions& global, const DiscoverCommand& command) {
  run::DiscoverOptions options;
  options.roots = command.paths;
  if (options.roots.empty()) {
    complain("nothing to look at. Name a folder: bartizan discover PATH (or --host)");
    return run::kUsage;
  }
  if (!all_exist(options.roots)) return run::kUsage;
  const auto config = load_settings(global, options.roots);
  if (!config) return run::kUsage;
  options.exclude = command.exclude;
  options.installed = command.installed;
  options.limits = config->limits;
  options.jobs = global.jobs != 0 ? global.jobs : config->jobs.value_or(0);

  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  catch_interrupts();
  ProgressBar bar(global, "reading");
  run::ScanHooks hooks;
  hooks.now = now;
  hooks.cancelled = interrupted;
  hooks.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  const auto report = run::discover(options, hooks);
  bar.clear();
  if (!report) {
    complain(std::string(report.error().what) + ". Nothing was read.");
    return run::kInternal;
  }
  if (command.remember) keep(global, *config, *report);
  const bool whole = report->unread == 0 && report->files > 0 && !report->interrupted;
  const int code = whole ? run::kPass : run::kIncomplete;
  const report::DiscoveryView view{report->discovery, report->run,    report->excluded,
                                   report->files,     report->bytes,  report->unread,
                                   report->interrupted, code};
  output.write(global.format == "json"
                   ? report::discovery_json(view, {global.reproducible, true})
                   : report::discovery(view, {style_of(global, output.fd()), global.quiet,
                                              global.verbose, command.all}));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli

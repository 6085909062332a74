// bartizan discover: the AI that is really there.
#include "run/discover.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/cases.h"
#include "cli/command.h"
#include "cli/command_catalog.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/discover.h"
#include "run/audit.h"
#include "run/estate.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

// Home directories whose stores this user may read: one's own, and everybody's for root.
std::vector<std::string> homes() {
  std::vector<std::string> all;
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') all.emplace_back(home);
  if (::geteuid() != 0) return all;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/home", error)) {
    if (entry.is_directory(error)) all.push_back(entry.path().string());
  }
  return all;
}

std::vector<std::string> host_places() {
  use::Environment environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::size_t equals = text.find('=');
    if (equals != text.npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  std::vector<std::string> places = use::host_locations(homes(), environment);
  std::erase_if(places, [](const std::string& place) {
    std::error_code error;
    return !std::filesystem::exists(place, error);
  });
  return places;
}

// A store that refuses costs the exit code, not the discovery.
int keep(const GlobalOptions& global, const run::Config& config, const run::DiscoverReport& report,
         int code) {
  const auto store = open_store(global, config);
  return store ? unless_kept(run::remember(*store, report, now()), code) : int{run::kInternal};
}

int forget(const GlobalOptions& global, const run::Config& config,
           const std::vector<std::string>& paths) {
  const auto store = open_store(global, config);
  if (!store) return run::kInternal;
  int code = run::kPass;
  for (const std::string& path : paths) {
    store::AuditedChange change(store->audit(),
                                run::command_event("discover.forget", path, "", now()));
    const auto forgotten = run::forget(*store, path, now());
    if (!forgotten) {
      complain(std::string("the store cannot be written: ") + forgotten.error().what);
      return run::kInternal;
    }
    if (*forgotten) {
      if (const auto said = change.done(); !said && !store_failed(said.error(), code)) return code;
      note(global.quiet, "forgotten: " + path);
    } else {
      complain("nothing is known of " + path + ". Places are named as they were read.");
      code = run::kUsage;
    }
  }
  return code;
}

}  // namespace

int run(const GlobalOptions& global, const DiscoverCommand& command) {
  run::DiscoverOptions options;
  options.roots = command.paths;
  if (command.host) {
    for (std::string& place : host_places()) options.roots.push_back(std::move(place));
    if (options.roots.empty()) {
      note(global.quiet, "none of the places where models and agents' settings are kept is there");
      return run::kIncomplete;
    }
  }
  if (options.roots.empty()) {
    complain("nothing to look at. Name a folder: bartizan discover PATH (or --host)");
    return run::kUsage;
  }
  if (!command.forget && !all_exist(options.roots)) return run::kUsage;
  const auto config = load_settings(global, options.roots);
  if (!config) return run::kUsage;
  if (command.forget) return forget(global, *config, options.roots);
  options.roots = each_once(options.roots, global.quiet);
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
  const bool whole = report->unread == 0 && report->files > 0 && !report->interrupted;
  int code = exit_code(whole ? run::kPass : run::kIncomplete);
  if (!command.no_remember) code = keep(global, *config, *report, code);
  const report::DiscoveryView view{report->discovery,   report->run,   report->excluded,
                                   report->files,       report->bytes, report->unread,
                                   report->interrupted, code};
  output.write(global.format == "json"
                   ? report::discovery_json(view, {global.reproducible, true})
                   : report::discovery(view, {style_of(global, output.fd()), global.quiet,
                                              global.verbose, command.all}));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli

// bartizan watch: places that are looked at by themselves.
#include "run/watch.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "cli/command_watch.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/notices.h"
#include "run/audit.h"
#include "run/estate.h"
#include "run/gate.h"
#include "store/watch.h"

namespace bartizan::cli {
namespace {

// "20 MiB", "500000".
std::optional<std::uint64_t> rate_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  // More than that a second is no limit.
  if (error != std::errc() || number == 0 || number > base::kGiB * 1024) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.begin()));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit.empty()) return number;
  const std::uint64_t factor = unit == "KiB"   ? base::kKiB
                               : unit == "MiB" ? base::kMiB
                               : unit == "GiB" ? base::kGiB
                                               : 0;
  if (factor == 0 || number > 1024 * 1024) return std::nullopt;
  return number * factor;
}

struct Place {
  run::Config config;
  std::unique_ptr<store::Store> store;
};
// The store, on disk: what is kept in memory only watches nothing. nullopt with the exit code.
std::optional<Place> open_place(const GlobalOptions& global, const std::vector<std::string>& roots,
                                int& code) {
  auto config = load_settings(global, roots);
  code = config ? run::kInternal : run::kUsage;
  if (!config) return std::nullopt;
  auto store = open_on_disk(global, *config, "watching needs");
  if (!store) return std::nullopt;
  code = run::kPass;
  return Place{std::move(*config), std::move(store)};
}

std::string by_whom(const std::string& given) { return given.empty() ? run::os_person() : given; }

base::Result<std::vector<report::WatchedLine>> lines_of(store::Store& store, base::Millis at,
                                                        bool& raised) {
  const auto places = store.watch().places();
  if (!places) return std::unexpected(places.error());
  const auto history = store.posture().posture_history();
  if (!history) return std::unexpected(history.error());
  const protect::EffectivePosture posture = protect::effective(*history, at);
  raised = posture.raised;
  std::vector<report::WatchedLine> lines;
  for (const record::Watched& place : *places) {
    const run::PlaceStanding stands = run::standing(place, posture, at);
    lines.push_back({place, stands.interval, stands.due, stands.is_due, stands.is_late});
  }
  return lines;
}

int show(const GlobalOptions& global, store::Store& store) {
  report::WatchView view;
  view.now = now();
  const auto lines = lines_of(store, view.now, view.raised);
  if (!lines) return store_trouble(lines.error());
  view.lines = *lines;
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? report::watched_json(view, {global.reproducible, true})
                                       : report::watched(view, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

// Which of the lines are looked at now; nullopt after a complaint.
std::optional<std::vector<record::Watched>> wanted(const std::vector<report::WatchedLine>& lines,
                                                   const WatchRunCommand& command) {
  std::vector<record::Watched> places;
  if (command.paths.empty()) {
    for (const report::WatchedLine& line : lines) {
      if (line.is_due || command.all) places.push_back(line.place);
    }
    return places;
  }
  for (const std::string& path : command.paths) {
    const std::string whole = run::absolute_path(path);
    const auto found =
        std::ranges::find(lines, whole, [](const auto& line) { return line.place.path; });
    if (found == lines.end()) {
      complain(path + " is not watched. Watch it first: bartizan watch add " + path);
      return std::nullopt;
    }
    places.push_back(found->place);
  }
  return places;
}

}  // namespace

int run(const GlobalOptions& global, const WatchAddCommand& command) {
  if (!all_exist({command.path})) return run::kUsage;
  record::Watched place;
  place.path = run::absolute_path(command.path);
  place.at = now();
  if (!command.rate.empty()) {
    const auto rate = rate_of(command.rate);
    if (!rate) {
      complain("--rate " + command.rate + " is no size. Write it as '20 MiB' or in bytes");
      return run::kUsage;
    }
    place.rate = *rate;
  }
  const auto every = protect::duration_of(command.every);
  if (!command.every.empty() && !every) {
    complain("--every " + command.every + " is no time. Write it as 6h, 1d or 2w");
    return run::kUsage;
  }
  int code = run::kPass;
  const auto opened = open_place(global, {command.path}, code);
  if (!opened) return code;
  store::Watch& watch = opened->store->watch();
  const auto settings = watch.settings();
  if (!settings) return store_trouble(settings.error());
  place.interval = every.value_or(settings->interval);
  place.by = by_whom(command.by);
  store::AuditedChange change(
      opened->store->audit(),
      run::command_event("watch.add", place.path, "every " + report::interval(place.interval),
                         place.at));
  const auto kept = watch.put_place(place);
  if (!kept) return store_trouble(kept.error());
  if (const auto entry = change.done(); !entry) return store_trouble(entry.error());
  note(global.quiet, place.path + " is looked at every " + report::interval(place.interval) +
                         ": by bartizan serve, or by bartizan watch run from a timer");
  return run::kPass;
}

int run(const GlobalOptions& global, const WatchListCommand&) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto opened = open_place(global, {}, code);
  return opened ? show(global, *opened->store) : code;
}

int run(const GlobalOptions& global, const WatchRemoveCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto opened = open_place(global, {}, code);
  if (!opened) return code;
  const std::string path = run::absolute_path(command.path);
  store::AuditedChange change(opened->store->audit(),
                              run::command_event("watch.remove", path, "", now()));
  const auto removed = opened->store->watch().remove_place(path);
  if (!removed) return store_trouble(removed.error());
  if (!*removed) {
    complain(path + " is not watched. bartizan watch list shows what is.");
    return run::kUsage;
  }
  if (const auto entry = change.done(); !entry) return store_trouble(entry.error());
  note(global.quiet, path + " is no longer watched");
  return run::kPass;
}

int run(const GlobalOptions& global, const WatchRunCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto opened = open_place(global, command.paths, code);
  if (!opened) return code;
  store::Store& store = *opened->store;
  const run::Config& config = opened->config;
  const auto settings = store.watch().settings();
  if (!settings) return store_trouble(settings.error());
  bool raised = false;
  const auto lines = lines_of(store, now(), raised);
  if (!lines) return store_trouble(lines.error());
  const auto places = wanted(*lines, command);
  if (!places) return run::kUsage;

  catch_interrupts();
  const run::Exceptions exceptions(config.exceptions, now());
  ProgressBar bar(global, "looking");
  run::LookOptions options;
  options.rate = settings->rate;
  options.scan.depth = config.depth.value_or(record::Depth::content);
  options.scan.limits = config.limits;
  options.scan.config_files = config.files;
  options.scan.jobs = global.jobs != 0 ? global.jobs : config.jobs.value_or(0);
  options.scan.require_sandbox = command.require_sandbox;
  options.scan.allow_table = run::overlay_table(exceptions.entries());
  options.exceptions = &exceptions;
  options.now = now;
  options.cancelled = interrupted;
  options.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  bool whole = true;
  for (const record::Watched& place : *places) {
    const auto looked = run::look(store, place, options);
    bar.clear();
    if (!looked) {
      complain(std::string(looked.error().what) + ". " + place.path + " was not looked at.");
      return run::kInternal;
    }
    if (!looked->taken) note(global.quiet, "somebody else is looking at " + place.path);
    for (const run::Unread& file : looked->files.unread) {
      complain(file.path + ": " + file.why);
    }
    if (interrupted()) whole = false;
  }
  if (command.old) {
    constexpr std::size_t kMost = 1'000'000;
    const auto read = run::reread_due(store, {"/"}, kMost, options);
    bar.clear();
    if (!read) {
      complain(std::string(read.error().what) + ". Old readings were not renewed.");
      return run::kInternal;
    }
    note(global.quiet, read->sentence());
    whole = whole && read->unread.empty();
  }
  if (const auto kept = store.flush(); !kept) return store_trouble(kept.error());
  const int shown = show(global, store);
  if (shown != run::kPass) return shown;
  const auto after = store.watch().places();
  if (!after) return store_trouble(after.error());
  for (const record::Watched& place : *after) whole = whole && place.problem.empty();
  return whole ? int{run::kPass} : int{run::kIncomplete};
}

}  // namespace bartizan::cli

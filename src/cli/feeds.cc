// bartizan feeds: advisories from outside, kept here.
#include "run/feeds.h"

#include <algorithm>
#include <filesystem>

#include "assure/api.h"
#include "cli/command_feeds.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/feeds.h"
#include "run/fetch.h"
#include "run/gate.h"
#include "store/advisories.h"

namespace bartizan::cli {
namespace {

// The folder beside the store that the options, the configuration or the default name; empty, after
// having said why, when there is none.
std::string folder_of(const GlobalOptions& global, const run::Config& config) {
  const std::string store = !global.store.empty()   ? global.store
                            : !config.store.empty() ? config.store
                                                    : store::default_path();
  if (store.empty()) {
    complain("there is no home folder to keep advisories in. Name a store with --store.");
    return {};
  }
  return store::feeds_folder(std::filesystem::absolute(store).lexically_normal().string());
}

std::optional<std::vector<run::FeedRequest>> requests_of(const FeedsUpdateCommand& command,
                                                         const std::string& folder,
                                                         const base::Limits& limits) {
  std::vector<run::FeedRequest> requests;
  if (!command.sources.empty()) {
    if (command.sources.size() > 1 && (!command.name.empty() || !command.sha256.empty())) {
      complain("--name and --sha256 are of one SOURCE. Name the sources one at a time.");
      return std::nullopt;
    }
    for (const std::string& source : command.sources) {
      const std::string why =
          run::is_url(source) ? run::why_no_url(source, !command.sha256.empty()) : std::string();
      if (!why.empty()) {
        complain(source + ": " + why + ".");
        return std::nullopt;
      }
      if (!run::is_url(source) && !std::filesystem::exists(source)) {
        complain("there is no " + source + ". Name a file, a folder or an https address.");
        return std::nullopt;
      }
      std::error_code error;
      const bool plain = command.name.empty() && command.sha256.empty() && command.kind == "auto";
      if (plain && std::filesystem::is_directory(source, error)) {
        run::FeedOptions options;
        options.folder = folder;
        options.limits = limits;
        options.cancelled = interrupted;
        const auto files = run::mixed_files(source, options);
        for (const std::string& file : files) requests.push_back({file, "", command.kind, ""});
        if (!files.empty()) continue;
      }
      requests.push_back({source, command.name, command.kind, command.sha256});
    }
    return requests;
  }
  const auto index = store::open_advisories(folder);
  if (!index) {
    complain(index.error().what);
    return std::nullopt;
  }
  for (const record::Feed& feed : (*index)->feeds()) {
    if (!command.name.empty() && feed.id != command.name) continue;
    const std::string kind =
        command.kind == "auto" ? std::string(record::name(feed.kind)) : command.kind;
    requests.push_back({feed.source, feed.id, kind, command.sha256});
  }
  for (const std::string& sentence : (*index)->broken()) complain(sentence);
  if (requests.empty()) {
    complain(command.name.empty()
                 ? "no feed is known yet. Name one: bartizan feeds update SOURCE"
                 : "there is no feed " + command.name + ". Look: bartizan feeds list");
    return std::nullopt;
  }
  if (requests.size() > 1 && !command.sha256.empty()) {
    complain("--sha256 is of one feed. Name it with --name.");
    return std::nullopt;
  }
  return requests;
}

// For the audit log.
std::string said_of(const record::Feed& feed) {
  return std::to_string(feed.records) + " records of " + feed.source + ", SHA-256 " + feed.sha256;
}

// The last part of a path or address, without the digits of a day or a version.
std::string plain_name(const std::string& source) {
  std::string name = source.substr(source.find_last_of('/') + 1);
  std::erase_if(name, [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '_'; });
  return name;
}

// Of these kinds there is one publisher and one list.
bool is_one_list(record::FeedKind kind) {
  return kind == record::FeedKind::kev || kind == record::FeedKind::epss;
}

// A feed that is new here may be another state of one that is known under another path.
void say_what_stays_beside(const GlobalOptions& global, const std::string& folder,
                           const record::Feed& fresh) {
  const auto index = store::open_advisories(folder);
  if (!index) return;
  for (const record::Feed& known : (*index)->feeds()) {
    if (known.kind != fresh.kind || known.id == fresh.id) continue;
    // Two addresses are two feeds: publishers call the archive of each ecosystem all.zip.
    const bool is_same_file = plain_name(known.source) == plain_name(fresh.source) &&
                              !(run::is_url(known.source) && run::is_url(fresh.source));
    if (!is_one_list(known.kind) && !is_same_file) continue;
    const std::string data = known.data_date == 0
                                 ? std::string()
                                 : "data of " + base::format_date(known.data_date) + ", ";
    note(global.quiet, known.id + " (" + data + "from " + known.source + ") stays beside " +
                           fresh.id + ", and both count. Where " + fresh.id +
                           " takes its place: bartizan feeds remove --name " + known.id +
                           ", and next time: bartizan feeds update SOURCE --name " + fresh.id);
  }
}

}  // namespace

int run(const GlobalOptions& global, const FeedsUpdateCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const std::string folder = folder_of(global, *config);
  if (folder.empty()) return run::kUsage;
  const auto requests = requests_of(command, folder, config->limits);
  if (!requests) return run::kUsage;
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const auto log = open_for_audit(global, *config);
  if (!log) return run::kInternal;
  catch_interrupts();
  report::FeedsUpdateView view;
  view.now = now();
  int code = run::kPass;
  for (const run::FeedRequest& request : *requests) {
    ProgressBar bar(global, run::is_url(request.source) ? "fetching" : "reading");
    run::FeedOptions options;
    options.folder = folder;
    options.limits = config->limits;
    options.now = view.now;
    options.jobs = global.jobs != 0 ? global.jobs : config->jobs.value_or(0);
    options.cancelled = interrupted;
    options.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
    run::FeedOutcome outcome = run::update_feed(request, options);
    bar.clear();
    if (!outcome.whole()) code = std::max(code, int{run::kIncomplete});
    if (outcome.unkept) {
      complain(request.source + " is not kept: " + outcome.problem);
      code = run::kInternal;
    }
    if (outcome.written &&
        !say_done(*log, "feeds.update", outcome.feed.id, said_of(outcome.feed))) {
      return run::kInternal;
    }
    if (outcome.written && !outcome.before) {
      say_what_stays_beside(global, folder, outcome.feed);
    }
    if (outcome.interrupted) {
      outcome.problem = "interrupted; run it again";
    }
    view.lines.push_back({request.source, std::move(outcome.feed), std::move(outcome.before),
                          outcome.written, std::move(outcome.problem), outcome.duplicates,
                          std::move(outcome.tally), std::move(outcome.warnings)});
    if (outcome.interrupted) break;
  }
  view.exit_code = code;
  output.write(global.format == "json"
                   ? report::feeds_updated_json(view, {global.reproducible, true})
                   : report::feeds_updated(view, style_of(global, output.fd()), global.verbose));
  return output.finish() ? code : int{run::kInternal};
}

int run(const GlobalOptions& global, const FeedsListCommand&) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const std::string folder = folder_of(global, *config);
  if (folder.empty()) return run::kUsage;
  const auto index = store::open_advisories(folder);
  if (!index) {
    complain(index.error().what);
    return run::kInternal;
  }
  (*index)->check();
  const report::FeedsView view{(*index)->feeds(), (*index)->broken(), now()};
  bool fresh = !view.feeds.empty() && view.broken.empty();
  for (const record::Feed& feed : view.feeds) {
    if (feed.refused > 0 || assure::feeds::age_of(feed, view.now).stale) fresh = false;
  }
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? report::feeds_json(view, {global.reproducible, true})
                                       : report::feeds_list(view, style_of(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  return fresh ? run::kPass : run::kIncomplete;
}

int run(const GlobalOptions& global, const FeedsRemoveCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const std::string folder = folder_of(global, *config);
  if (folder.empty()) return run::kUsage;
  const auto log = open_for_audit(global, *config);
  if (!log) return run::kInternal;
  const auto removed = store::remove_feed(folder, command.name);
  if (!removed) {
    complain(removed.error().what);
    return run::kInternal;
  }
  if (!*removed) {
    complain("there is no feed " + command.name + ". Look: bartizan feeds list");
    return run::kUsage;
  }
  if (!say_done(*log, "feeds.remove", command.name, "removed")) return run::kInternal;
  note(global.quiet, "removed: " + command.name);
  return run::kPass;
}

}  // namespace bartizan::cli

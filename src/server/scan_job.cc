#include "server/scan_job.h"

#include <filesystem>
#include <optional>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/exceptions.h"
#include "run/gate.h"
#include "run/outdated.h"
#include "run/scan.h"
#include "run/stored.h"
#include "run/triage.h"
#include "server/events.h"
#include "server/log.h"
#include "server/organisation.h"
#include "server/roots.h"
#include "server/uploads.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

// `systems`: in the folder; none where it was not read for them.
std::string summary_json(const record::Summary& summary, std::optional<std::uint64_t> systems) {
  base::JsonWriter out;
  out.begin_object();
  out.field("artifacts", summary.artifacts);
  out.field("bytes", summary.bytes);
  out.field("clean", summary.clean);
  out.field("incomplete", summary.incomplete);
  out.field("suspicious", summary.suspicious);
  out.field("malicious", summary.malicious);
  out.field("not_a_model", summary.not_a_model);
  out.field("excluded", summary.excluded);
  out.field("cached", summary.cached);
  out.field("accepted", summary.accepted);
  out.field("worst", record::name(summary.worst));
  out.field("interrupted", summary.interrupted);
  if (systems) out.field("systems", *systems);
  out.end_object();
  return out.take();
}

// One event a file that somebody should look at; more than this many in one scan are in its
// summary.
constexpr std::uint64_t kMostFindingEvents = 100;

void tell_finding(Events& events, const record::Artifact& artifact, const std::string& path) {
  base::JsonWriter out;
  out.begin_object();
  out.field("path", base::escape_name(path));
  out.field("sha256", artifact.sha256);
  out.field("verdict", record::name(artifact.verdict));
  out.field("findings", artifact.findings.size());
  out.end_object();
  events.publish("finding", out.take());
}

std::string path_of(const record::Artifact& artifact) {
  return artifact.path == "." ? artifact.root : artifact.root + "/" + artifact.path;
}

}  // namespace

std::optional<run::Exceptions> exceptions_in_force(const Context& context) {
  auto granted = run::with_granted(context.store, context.config.exceptions, context.now());
  if (!granted) return std::nullopt;
  return run::Exceptions(std::move(*granted), context.now());
}

run::ScanOptions scan_options(const Context& context, const run::Exceptions& exceptions) {
  run::ScanOptions options;
  options.depth = context.config.depth.value_or(record::Depth::content);
  options.limits = context.config.limits;
  options.config_files = context.config.files;
  options.jobs = context.config.jobs.value_or(0);
  options.require_sandbox = context.require_sandbox;
  options.allow_table = run::overlay_table(exceptions.entries());
  options.beneath = &context.roots.beneath();
  return options;
}

record::KeptJob kept_form(const ScanJob& scan) {
  record::KeptJob kept;
  kept.kind = scan.shown_as.empty() ? "scan" : "upload";
  kept.path = scan.path;
  kept.shown_as = scan.shown_as;
  kept.again = !scan.use_cache;
  return kept;
}

namespace {

// The work of a job that was kept; a sentence where it cannot be done any more.
std::expected<ScanJob, std::string> again(Context& context, const record::KeptJob& kept) {
  if (kept.starts >= kMostStarts) {
    return std::unexpected("It was begun " + std::to_string(kept.starts) +
                           " times and never ended. Nothing more is tried.");
  }
  ScanJob scan;
  scan.path = kept.path;
  scan.shown_as = kept.shown_as;
  scan.use_cache = !kept.again;
  if (kept.kind == "upload") {
    auto upload = context.uploads.adopt(kept.path);
    if (!upload) return std::unexpected(upload.error());
    scan.keeps = std::move(*upload);
  } else {
    auto path = context.roots.resolve(kept.path);
    if (!path) return std::unexpected(path.error());
    scan.path = std::move(*path);
  }
  return scan;
}

}  // namespace

void take_up_jobs(Context& context) {
  const auto jobs = context.store.watch().kept_jobs();
  std::vector<std::string> files;
  if (jobs) {
    for (const record::KeptJob& job : *jobs) files.push_back(job.path);
  } else {
    log_trouble("jobs", jobs.error().what);
  }
  context.uploads.clear(files);
  if (!jobs) return;
  for (const record::KeptJob& kept : *jobs) {
    JobRequest request;
    request.kind = "scan";
    request.id = kept.id;
    request.what = kept.shown_as.empty() ? kept.path : kept.shown_as;
    request.account = kept.account;
    request.by = kept.by;
    request.keep = kept;
    if (auto scan = again(context, kept)) {
      request.work = [&context, scan = std::move(*scan)](JobControl& control) {
        return run_scan(context, scan, control);
      };
    } else {
      request.work = [why = scan.error()](JobControl&) { return JobOutcome{{}, why}; };
    }
    log_event("taken up again", kept.id);
    (void)context.jobs.submit(std::move(request));
  }
}

namespace {

// A folder that was scanned is read for the systems in it, too, as `bartizan discover` does: who
// scans in the dashboard sees whose files these are. How many systems it has.
base::Result<std::uint64_t> find_systems(Context& context, const std::string& path,
                                         const run::ScanOptions& scan,
                                         const record::ScanReport& scanned,
                                         const run::ScanHooks& hooks) {
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(path, error);
  const auto places =
      run::places_to_read(context.store, path, is_folder, [&](const store::Place& place) {
        return run::is_outdated(place, hooks.cancelled, scan.beneath);
      });
  if (!places) return std::unexpected(places.error());
  run::DiscoverOptions options = run::reading_as(scan);
  run::ScanHooks reading;
  reading.now = hooks.now;
  reading.cancelled = hooks.cancelled;
  std::uint64_t systems = 0;
  for (const std::string& place : *places) {
    options.scanned = place == path ? &scanned : nullptr;
    const auto done = run::discover_again(context.store, place, options, reading);
    if (!done) return std::unexpected(done.error());
    if (!*done) break;
    const auto found = context.store.estate().systems_in(place);
    if (!found) return std::unexpected(found.error());
    systems += found->size();
  }
  return systems;
}

}  // namespace

JobOutcome run_scan(Context& context, const ScanJob& scan, JobControl& control) {
  const auto granted = exceptions_in_force(context);
  if (!granted) return {{}, "The store cannot be read. Nothing was scanned."};
  const run::Exceptions& exceptions = *granted;
  run::ScanOptions options = scan_options(context, exceptions);
  options.roots = {scan.path};
  if (!scan.shown_as.empty()) options.beneath = nullptr;
  run::StoredResults kept(context.store, options, context.now);
  kept.use(exceptions);
  if (!scan.shown_as.empty()) kept.show_as(scan.shown_as);
  if (scan.use_cache) options.cache = &kept;

  std::uint64_t told = 0;
  run::ScanHooks hooks;
  hooks.now = context.now;
  hooks.cancelled = [&] { return control.cancelled(); };
  hooks.on_progress = [&](const run::Progress& progress) {
    control.progress(progress.files_done, progress.files_total, progress.bytes_done,
                     progress.bytes_total);
  };
  hooks.on_start = [&](record::Run& run) {
    run.store = context.store.path();
    if (!scan.shown_as.empty()) run.roots = {scan.shown_as};
    kept.begin(run);
  };
  hooks.on_artifact = [&](record::Artifact& artifact) {
    run::apply_exceptions(artifact, exceptions);
    kept.record(artifact);
    const bool bad = artifact.verdict == record::Verdict::malicious ||
                     artifact.verdict == record::Verdict::suspicious;
    if (bad && told++ < kMostFindingEvents) {
      tell_finding(context.events, artifact,
                   scan.shown_as.empty() ? path_of(artifact) : scan.shown_as);
    }
  };
  auto report = run::scan(options, hooks);
  if (!report) return {{}, std::string(report.error().what) + ". Nothing was scanned."};
  run::apply_gate(*report, {});
  kept.finish(report->summary, {});
  const record::Summary& summary = report->summary;
  control.progress(report->artifacts.size(), report->artifacts.size(), summary.bytes,
                   summary.bytes);
  std::optional<std::uint64_t> systems;
  if (scan.shown_as.empty() && !summary.interrupted) {
    const auto found = find_systems(context, scan.path, options, *report, hooks);
    if (found) systems = *found;
    if (!found) log_trouble("discovery", found.error().what);
  }
  // Before pages are told: their lists say how requirements stand now.
  if (const auto stands = context.organisation.keep_standings(); !stands) {
    log_trouble("standings", stands.error().what);
  }
  std::string json = summary_json(summary, systems);
  context.events.publish("scan", json);
  if (summary.artifacts == 0 && summary.excluded == 0 && !summary.interrupted) {
    return {std::move(json), "There is no file at that path."};
  }
  return {std::move(json), {}};
}

}  // namespace bartizan::server

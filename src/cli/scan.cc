// bartizan scan: list, read, judge, except, gate, report.
#include "run/scan.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "cli/command.h"
#include "cli/command_catalog.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/api.h"
#include "run/catalog.h"
#include "run/gate.h"
#include "run/judge.h"
#include "run/left_out.h"
#include "run/stored.h"
#include "run/version.h"

namespace bartizan::cli {
namespace {

bool read_paths(const std::string& file, std::vector<std::string>& paths) {
  std::ifstream named;
  std::istream* in = &std::cin;
  if (file != "-") {
    named.open(file);
    in = &named;
  }
  if (!*in) return false;
  for (std::string line; std::getline(*in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) paths.push_back(line);
  }
  return true;
}

// What to scan; explains and returns false when that cannot be.
bool gather_roots(const ScanCommand& command, std::vector<std::string>& roots) {
  roots = command.paths;
  if (!command.files_from.empty() && !read_paths(command.files_from, roots)) {
    complain("cannot read " + command.files_from + ", the list of paths. Check its name.");
    return false;
  }
  if (roots.empty() && command.files_from.empty()) {
    complain("nothing to scan. Name a file or a folder: bartizan scan PATH");
    return false;
  }
  if (std::count(roots.begin(), roots.end(), "-") > 1 ||
      (command.files_from == "-" && std::count(roots.begin(), roots.end(), "-") > 0)) {
    complain("standard input can be read only once");
    return false;
  }
  for (const std::string& path : command.paths) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    if (path == "-" || status.type() != std::filesystem::file_type::not_found) continue;
    complain("there is no " + path + ". Check the path.");
    return false;
  }
  return true;
}

bool read_baseline_file(const std::string& file, std::vector<record::Exception>& exceptions) {
  std::ifstream in(file, std::ios::binary);
  const std::string json((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto entries = run::read_baseline(json);
  if (!in || !entries) {
    complain("cannot use " + file +
             " as a baseline: it is not a report of bartizan scan --format json. " +
             "Write one with: bartizan scan PATH --format json -o " + file);
    return false;
  }
  std::move(entries->begin(), entries->end(), std::back_inserter(exceptions));
  return true;
}

std::string render(const GlobalOptions& global, const ScanCommand& command,
                   const record::ScanReport& report, const Output& output,
                   record::Verdict fail_on) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const report::MachineOptions machine{global.reproducible, true};
  if (global.format == "json") return report::json(report, catalog, machine);
  if (global.format == "sarif") return report::sarif(report, catalog, machine);
  if (global.format == "junit") return report::junit(report, catalog, machine);
  if (global.format == "html") return report::html(report, catalog, machine);
  report::TerminalOptions options;
  options.style = style_of(global, output.fd());
  options.quiet = global.quiet;
  options.verbose = global.verbose;
  options.all = command.all;
  options.fail_on = record::name(fail_on);
  if (!command.html.empty()) options.written.push_back(command.html);
  return report::terminal(report, catalog, options);
}

// Reports are never written over what is scanned; explains and returns false.
bool may_write(const std::string& file, const std::vector<std::string>& roots) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return true;
  const bool is_root = std::ranges::any_of(roots, [&](const std::string& root) {
    return std::filesystem::equivalent(file, root, error);
  });
  if (!is_root && run::name_claims_model(file, scan::Catalog::embedded()) == run::NameClaim::none) {
    return true;
  }
  complain("will not write a report over " + file +
           ": it looks like a model. Choose another name.");
  return false;
}

// What the reader of a report must know besides the files.
std::vector<std::string> notes_of(const run::Exceptions& exceptions) {
  std::vector<std::string> notes = exceptions.notes();
  if (std::string note = run::catalog_note(); !note.empty()) notes.push_back(std::move(note));
  for (const record::Exception& entry : exceptions.entries()) {
    if (entry.kind != record::ExceptionKind::allow) continue;
    notes.push_back("allowed by " + entry.owner + ": " + entry.module + "." + entry.name + " as " +
                    entry.role + " (" + entry.reason + ")");
  }
  return notes;
}

}  // namespace

int run(const GlobalOptions& global, const ScanCommand& command) {
  run::ScanOptions options;
  if (!gather_roots(command, options.roots)) return run::kUsage;
  options.roots = each_once(options.roots, global.quiet);
  auto config = load_settings(global, options.roots);
  if (!config) return run::kUsage;
  if (!command.baseline.empty() && !read_baseline_file(command.baseline, config->exceptions)) {
    return run::kUsage;
  }
  const std::unique_ptr<store::Store> store = open_store(global, *config);
  if (!store) return run::kInternal;
  const run::Exceptions exceptions = exceptions_in_force(*store, *config);

  options.exclude = command.exclude;
  options.depth = command.depth_given ? command.depth : config->depth.value_or(command.depth);
  options.limits = config->limits;
  options.config_files = config->files;
  options.jobs = global.jobs != 0 ? global.jobs : config->jobs.value_or(0);
  options.require_sandbox = command.require_sandbox;
  options.allow_table = run::overlay_table(exceptions.entries());
  run::GateOptions gate;
  gate.fail_on =
      command.fail_on_given ? command.fail_on : config->fail_on.value_or(command.fail_on);
  gate.allow_incomplete = command.allow_incomplete;

  run::StoredResults kept(*store, options, now);
  kept.use(exceptions);
  if (!command.no_cache) options.cache = &kept;

  if (!may_write(global.output, options.roots) || !may_write(command.html, options.roots)) {
    return run::kUsage;
  }
  Output output(global.output);
  std::optional<Output> html;
  if (!command.html.empty()) html.emplace(command.html);
  if (!output.ok() || (html && !html->ok())) return run::kUsage;
  const bool lines = global.format == "jsonl";
  catch_interrupts();
  ProgressBar bar(global, "scanning");
  run::ScanHooks hooks;
  hooks.now = now;
  hooks.cancelled = interrupted;
  hooks.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  hooks.on_start = [&](record::Run& run) {
    run.store = store->path();
    kept.begin(run);
    if (lines) output.write(report::jsonl_run(run, {global.reproducible, false}));
  };
  hooks.on_artifact = [&](record::Artifact& artifact) {
    run::apply_exceptions(artifact, exceptions);
    kept.record(artifact);
    if (lines) output.write(report::jsonl_artifact(artifact, scan::Catalog::embedded()));
  };
  auto report = run::scan(options, hooks);
  bar.clear();
  if (!report) {
    complain(std::string(report.error().what) + ". Nothing was scanned.");
    return run::kInternal;
  }
  report->summary.notes = notes_of(exceptions);
  run::apply_gate(*report, gate);
  report->summary.exit_code = exit_code(report->summary.exit_code);
  kept.finish(report->summary, gate.allow_incomplete);
  base::Result<void> all_kept = kept.kept();
  if (all_kept && !report->summary.interrupted) {
    all_kept = run::leave_left_out(*store, options.roots, report->excluded, "scan", now(),
                                   {options.limits, options.jobs, interrupted});
  }
  report->summary.exit_code = unless_kept(all_kept, report->summary.exit_code);

  output.write(lines ? report::jsonl_summary(*report, {global.reproducible, false})
                     : render(global, command, *report, output, gate.fail_on));
  bool written = output.finish();
  if (html) {
    html->write(report::html(*report, scan::Catalog::embedded(), {global.reproducible, true}));
    written &= html->finish();
  }
  if (report->summary.interrupted) {
    note(global.quiet, command.no_cache ? "interrupted: what was read is reported."
                                        : "interrupted: what was read is reported and kept; the "
                                          "same command goes on from there.");
  }
  return written ? report->summary.exit_code : int{run::kInternal};
}

}  // namespace bartizan::cli

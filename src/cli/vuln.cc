// bartizan vuln: known weaknesses, and by when each must be gone.
#include "run/vuln.h"

#include <algorithm>

#include "cli/bom.h"
#include "cli/cases.h"
#include "cli/command_vuln.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/prompt.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "cli/tree.h"
#include "report/vuln.h"
#include "run/cases.h"
#include "run/catalog.h"
#include "run/estate.h"
#include "run/evidence_left.h"
#include "run/gate.h"
#include "run/version.h"

namespace bartizan::cli {
namespace {

// Where the components come from, and what was wrong on the way.
struct Source {
  std::vector<store::Place> places;
  std::vector<record::VexStatement> vex;
  std::vector<std::string> unread;
  std::vector<run::VulnOptions::Harmful> harmful;
  std::vector<record::Excluded> excluded;
  base::Result<void> kept = {};
  bool files_are_here = false;
  bool part = false;  // of a system that is known as a whole
};

// False after having explained itself, with the exit code set.
bool read_folders(const GlobalOptions& global, const VulnCommand& command,
                  const run::Config& config, store::Store& store, base::Millis at, Source& source,
                  int& code) {
  const auto report = read_tree(global, config, {command.paths, command.exclude, command.installed},
                                "nothing was looked up", code);
  if (!report) return false;
  for (const use::FileNote& n : report->discovery.notes) {
    if (n.note.level == record::NoteLevel::error) {
      source.unread.push_back("not read: " + n.path + ": " + n.note.message);
    }
  }
  if (report->unread > 0 && source.unread.empty()) {
    source.unread.push_back(std::to_string(report->unread) + " files could not be read");
  }
  if (!command.no_remember) {
    source.kept = run::remember(store, *report, at);
  }
  source.excluded = report->excluded;
  source.places = run::places_of(*report, at);
  source.harmful = run::harmful_files(*report);
  if (!command.no_remember) {
    const auto part = run::name_as_known(store, source.places);
    if (!part) complain(std::string("the store cannot be read: ") + part.error().what);
    source.part = part.value_or(false);
  }
  source.files_are_here = true;
  return true;
}

bool read_boms(const VulnCommand& command, const run::Config& config, store::Store& store,
               base::Millis at, Source& source, int& code) {
  for (const std::string& file : command.boms) {
    const auto read = load_bom(config, file);
    if (!read) {
      code = run::kIncomplete;
      return false;
    }
    store::Place place = run::place_of(*read->imported.bom, read->sha256, at);
    if (!command.no_remember) {
      if (source.kept) source.kept = store.estate().replace(place);
    }
    const std::string system = place.systems.empty() ? std::string() : place.systems.front().id;
    auto vex = run::read_vex(file, system, at, interrupted);
    if (vex) {
      std::ranges::move(vex->imported.statements, std::back_inserter(source.vex));
    } else if (!read->imported.bom->findings.empty()) {
      source.unread.push_back("what " + file + " says about vulnerabilities: " + vex.error());
    }
    source.places.push_back(std::move(place));
    if (!read->imported.valid()) {
      source.unread.push_back(file + " is not valid, and may say less than it means: bartizan bom "
                              "validate " + file);
    }
  }
  return true;
}

// Exposure as the store knows it, as the options say, or as somebody at the terminal answers.
auto exposure_source(store::Store& store, run::ExposureAsk& ask, bool keep, bool in_the_past,
                     base::Millis at) {
  return [&store, &ask, keep, in_the_past, at](const assure::vuln::System& system)
             -> base::Result<std::optional<record::Exposure>> {
    const run::KnownSystem known{system.id, system.name, system.place, system.path, system.use_case};
    if (keep) return run::exposure_of(store, known, ask, at);
    run::ExposureAsk nobody;
    if (in_the_past) nobody.until = at;
    auto said = run::exposure_of(store, known, nobody, at);
    if (!said || *said || !ask.exposed) return said;
    return record::Exposure{system.id, *ask.exposed, ask.by, ask.reason, at};
  };
}

int exit_code(const VulnCommand& command, const assure::vuln::Assessment& assessment) {
  if (command.gate && assure::vuln::stops(assessment).any()) return run::kGateFailed;
  return assessment.complete() ? run::kPass : run::kIncomplete;
}

}  // namespace

int run(const GlobalOptions& global, const VulnCommand& named) {
  VulnCommand command = named;
  const int sources = (command.paths.empty() ? 0 : 1) + (command.system.empty() ? 0 : 1) +
                      (command.boms.empty() ? 0 : 1) + (command.everything ? 1 : 0);
  if (sources != 1) {
    complain("say what to look up: folders to read now, or --system ID, or --bom FILE, or --all");
    return run::kUsage;
  }
  if (!command.exposed.empty() && command.by.empty()) {
    complain("an answer about exposure needs somebody who gives it: --exposed " + command.exposed +
             " --by NAME");
    return run::kUsage;
  }
  base::Millis at = now();
  if (!command.as_of.empty()) {
    // A day is its beginning; milliseconds may be left out.
    std::string text = command.as_of;
    if (text.size() == 10) text += "T00:00:00Z";
    if (text.size() == 20 && text.ends_with('Z')) text.replace(19, 1, ".000Z");
    const auto given = base::parse_utc(text);
    if (!given) {
      complain("--as-of " + command.as_of + " is no time. Write it as 2026-12-07 or 2026-12-07T08:00:00Z");
      return run::kUsage;
    }
    at = *given;
  }
  if (!all_exist(command.paths) || !all_exist(command.boms)) return run::kUsage;
  command.paths = each_once(command.paths, global.quiet);
  const bool in_the_past = !command.as_of.empty();
  VulnCommand asked = command;
  asked.no_remember |= in_the_past;
  const auto config = load_settings(global, command.paths);
  if (!config || (asked.no_remember && !store_is_there(global))) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const auto advisories = store::open_advisories(store::feeds_folder(store->place()));
  if (!advisories) {
    complain(std::string("the advisories cannot be read: ") + advisories.error().what);
    return run::kInternal;
  }

  Source source;
  int code = run::kPass;
  if (!command.paths.empty()) {
    if (!read_folders(global, asked, *config, *store, at, source, code)) return code;
  } else if (!command.boms.empty()) {
    if (!read_boms(asked, *config, *store, at, source, code)) return code;
  } else {
    const auto system = system_option(*store, command.system, code);
    if (!system) return code;
    auto places = run::places_of_store(*store, *system);
    if (!places) {
      complain(places.error());
      return run::kIncomplete;
    }
    source.places = std::move(*places);
  }

  run::ExposureAsk ask;
  if (!command.exposed.empty()) ask.exposed = command.exposed == "yes";
  ask.by = command.by;
  ask.reason = command.reason;
  if (can_ask() && !global.quiet) ask.ask = [](std::string_view question) { return cli::ask(question); };
  run::VulnOptions options;
  options.now = at;
  options.doubts = run::doubts_about(**advisories, at, in_the_past);
  options.vex = std::move(source.vex);
  options.exposure = exposure_source(*store, ask, !asked.no_remember, in_the_past, at);
  options.in_the_past = in_the_past;
  options.harmful = std::move(source.harmful);
  options.look_beside_models = source.files_are_here;
  auto assessment = run::assess(source.places, **advisories, &store->cases(), options);
  if (!assessment) {
    complain(std::string("the advisories or the store cannot be read: ") + assessment.error().what);
    return run::kInternal;
  }
  assessment->unread = std::move(source.unread);
  if (assessment->components == 0 && assessment->unread.empty()) {
    assessment->unread.emplace_back("there was nothing to look up: no package, image or model with a "
                                    "name that advisories use");
  }
  if (source.part) {
    note(global.quiet, "this is a part of a system that was read as a whole; its clocks are kept "
                       "when all of it is read again");
  } else if (!asked.no_remember) {
    if (source.kept) source.kept = run::remember(store->cases(), *assessment);
    if (source.kept) {
      source.kept = run::leave_evidence(
          *store, run::left_by_vuln(*store, {*assessment, source.places, source.excluded}));
    }
  }

  code = unless_kept(source.kept, exit_code(command, *assessment));
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  report::VulnOptions shown;
  shown.style = style_of(global, output.fd());
  shown.quiet = global.quiet;
  shown.verbose = global.verbose;
  shown.all = command.unfold;
  shown.reproducible = global.reproducible;
  shown.tool_version = run::kVersion;
  run::describe_catalog(shown.run);
  shown.exit_code = code;
  output.write(global.format == "json"    ? report::vuln_json(*assessment, shown)
               : global.format == "sarif" ? report::vuln_sarif(*assessment, shown)
                                          : report::vuln(*assessment, shown));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli

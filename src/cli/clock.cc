// bartizan clock: which weakness must be gone by when, and what was done about it.
#include "report/clock.h"

#include <algorithm>
#include <map>
#include <set>

#include "cli/cases.h"
#include "cli/command_cases.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "run/audit.h"
#include "run/case_mark.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

std::optional<report::ClockLine> line_of(store::Store& store, const record::Case& known,
                                         std::span<const report::Handle> handles, int& code) {
  auto history = store.cases().history(known.id);
  if (!history) {
    store_failed(history.error(), code);
    return std::nullopt;
  }
  return report::clock_line(known, std::move(*history), handles, now());
}

// The case that --case and --system name.
std::optional<record::Case> one_case(store::Store& store, const std::string& handle,
                                     const std::string& system, int& code) {
  const auto id = system_option(store, system, code);
  if (!id) return std::nullopt;
  auto known = run::case_called(store, handle, *id);
  if (!known) {
    complain(known.error());
    code = run::kUsage;
    return std::nullopt;
  }
  return std::move(*known);
}

int mark_step(store::Store& store, const record::Case& known, const std::string& step,
              const record::CaseChange& said) {
  const auto marked = run::mark_step(store, known, step, said);
  if (marked) return run::kPass;
  complain(marked.error().what);
  return marked.error().why == run::Refused::Why::store ? run::kInternal : run::kUsage;
}

// What was asked for and nobody says was done.
std::string steps_left(store::Store& store, const record::Case& known) {
  const auto history = store.cases().history(known.id);
  if (!history) return {};
  std::string left;
  for (const auto& one : report::clock_line(known, *history, {}, now()).steps) {
    if (one.step.what == "remediate" || one.done) continue;
    left += (left.empty() ? "" : ", ") + one.step.what;
  }
  return left;
}

// Lines that read the same say where their systems are.
void tell_apart(std::vector<report::ClockLine>& lines,
                const std::map<std::string_view, const run::KnownSystem*>& systems) {
  std::map<std::string, std::set<std::string>> names;
  for (const report::ClockLine& line : lines) {
    names[line.known.system_name].insert(line.known.system);
  }
  for (report::ClockLine& line : lines) {
    if (names[line.known.system_name].size() < 2) continue;
    const auto at = systems.find(line.known.system);
    line.where = at == systems.end() ? line.known.system : run::where(*at->second);
  }
}

int mark_state(store::Store& store, const record::Case& known, const ClockMarkCommand& command,
               const record::CaseChange& said) {
  const auto state = record::case_state(command.state);
  if (!state) {
    complain("there is no state " + command.state +
             ". States are open, investigating, fixed, accepted, not-affected.");
    return run::kUsage;
  }
  if (*state == record::CaseState::not_affected) {
    complain("not affected needs a reason that others can read: bartizan vex add --vulnerability " +
             known.advisory + " --status not_affected --justification WORD --system " +
             known.system + " --product " + known.component + " --by NAME");
    return run::kUsage;
  }
  run::StateMark mark{*state, 0, said.by, said.reason};
  if (*state == record::CaseState::accepted) {
    const auto until = base::parse_utc(command.until);
    if (!until || *until <= said.at) {
      complain(command.until.empty()
                   ? "say until when with --until 2027-06-30: then somebody looks again"
                   : "--until " + command.until + " is no date to come. Write it as 2027-06-30.");
      return run::kUsage;
    }
    mark.until = *until;
  }
  const auto marked = run::mark_state(store, known, mark, said.at);
  if (marked) return run::kPass;
  const run::Refused& refused = marked.error();
  complain(refused.field == "until" ? "--until " + command.until + ' ' + refused.what
                                    : refused.what);
  return refused.why == run::Refused::Why::store ? run::kInternal : run::kUsage;
}

}  // namespace

int run(const GlobalOptions& global, const ClockCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto system = system_option(*store, command.system, code);
  if (!system) return code;
  // What was accepted for a time is open again when that is over.
  const auto expired = store->cases().observe({}, {}, now());
  if (!expired && !store_failed(expired.error(), code)) return code;
  const auto all = store->cases().cases("");
  if (!all && !store_failed(all.error(), code)) return code;
  const auto systems = run::known_systems(*store);
  if (!systems && !store_failed(systems.error(), code)) return code;
  std::map<std::string_view, const run::KnownSystem*> by_id;
  for (const run::KnownSystem& known : *systems) by_id.emplace(known.id, &known);
  const std::vector<report::Handle> handles = report::handles_of(*all);
  std::vector<report::ClockLine> lines;
  report::ClockView view;
  view.now = now();
  view.nothing_known = all->empty();
  const auto posture = store->posture().posture_history();
  if (!posture && !store_failed(posture.error(), code)) return code;
  view.posture = protect::effective(*posture, view.now);
  for (const record::Case& known : *all) {
    if (!system->empty() && known.system != *system) continue;
    const bool closed = report::is_closed(known);
    auto line = line_of(*store, known, handles, code);
    if (!line) return code;
    // An intruder is not gone with the weakness. What was forgotten is nobody's to look after.
    const bool is_here = by_id.contains(known.system);
    if (!command.all && closed && !(is_here && report::has_open_steps(*line))) {
      ++view.closed;
      continue;
    }
    lines.push_back(std::move(*line));
  }
  tell_apart(lines, by_id);
  report::sort_by_urgency(lines, view.now);
  view.lines = lines;
  Output output(global.output);
  if (global.format == "json") {
    output.write(report::clock_json(view, {global.reproducible, true}));
  } else if (global.format == "ics") {
    output.write(report::clock_ics(view, global.reproducible));
  } else if (global.format == "csv") {
    output.write(report::clock_csv(view));
  } else {
    output.write(report::clock(view, style_of(global, output.fd()), command.all));
  }
  if (!output.finish()) return run::kInternal;
  if (view.nothing_known) {
    note(global.quiet, "no weakness was looked for yet: bartizan vuln, after bartizan feeds");
  }
  return view.nothing_known ? run::kIncomplete : run::kPass;
}

int run(const GlobalOptions& global, const ClockShowCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto expired = store->cases().observe({}, {}, now());
  if (!expired && !store_failed(expired.error(), code)) return code;
  const auto known = one_case(*store, command.known, command.system, code);
  if (!known) return code;
  const auto line = line_of(*store, *known, {}, code);
  if (!line) return code;
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::clock_case_json(*line, now(), {global.reproducible, true})
                   : report::clock_case(*line, now(), style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const ClockMarkCommand& command) {
  if (command.state.empty() == command.step.empty()) {
    complain("say what changed: either --state STATE or --step STEP");
    return run::kUsage;
  }
  if (!command.until.empty() && command.state != "accepted") {
    complain("--until is for --state accepted");
    return run::kUsage;
  }
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto known = one_case(*store, command.known, command.system, code);
  if (!known) return code;
  const auto by = needed_name(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  const auto reason = needed(command.reason, "--reason TEXT", "Why?");
  if (!reason) return run::kUsage;
  const record::CaseChange said{known->id, now(), *by, "", "", "", *reason};
  store::AuditedChange change(
      store->audit(),
      run::command_event("case.change", known->id,
                         (command.step.empty() ? command.state : command.step + " done") +
                             ", says {0}: " + *reason,
                         now(), {*by}));
  code = command.step.empty() ? mark_state(*store, *known, command, said)
                              : mark_step(*store, *known, command.step, said);
  if (code != run::kPass) return code;
  if (const auto logged = change.done(); !logged && !store_failed(logged.error(), code)) {
    return code;
  }
  note(global.quiet, known->id + " (" + known->advisory + " in " + known->system_name +
                         "): " + (command.step.empty() ? command.state : command.step + " done") +
                         ", says " + *by);
  const std::string left = steps_left(*store, *known);
  if (!left.empty() && (command.state == "fixed" || command.state == "accepted")) {
    complain("nobody says that its forensic steps were taken: " + left +
             ". It stays in the list until they are: bartizan clock mark --case " + known->id +
             " --step STEP");
  }
  if (command.state == "fixed") {
    note(global.quiet, "it opens again when vuln still sees it");
  }
  return run::kPass;
}

}  // namespace bartizan::cli

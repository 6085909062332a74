// bartizan assess: how the requirements of a framework stand, by evidence.
#include "report/assess.h"

#include <algorithm>

#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/command_assess.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/assess_export.h"
#include "run/assess_export.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

namespace room = assure::assess;

report::AssessView view_of(const Assessing& assessing, const room::Assessed& assessed) {
  report::AssessView view;
  view.assessed = &assessed;
  view.system = assessing.gathered.id();
  if (assessing.gathered.system) view.system_name = assessing.gathered.system->name;
  view.evidence = assessing.gathered.evidence;
  view.remembered = assessing.gathered.remembered;
  view.fresh = assessing.fresh;
  return view;
}

int list(const GlobalOptions& global, const AssessCommand& command) {
  int code = run::kPass;
  auto assessing = open_assessing(global, {command.system, command.reread, command.as_of}, code);
  if (!assessing) return code;
  std::vector<const room::Framework*> all;
  for (const room::Framework& framework : room::frameworks()) all.push_back(&framework);
  run::judge_systems(all, assessing->gathered);
  std::vector<report::FrameworkLine> lines;
  for (const room::Framework& framework : room::frameworks()) {
    report::FrameworkLine line{&framework, {}, 0};
    if (framework.assessed()) {
      const room::Assessed assessed = run::assess(framework, assessing->gathered);
      line.totals = assessed.totals;
      line.stale_answers = static_cast<std::size_t>(std::ranges::count_if(
          assessed.requirements,
          [](const room::Judged& judged) { return judged.answer && !judged.answer->stands; }));
    }
    lines.push_back(line);
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::frameworks_json(lines, assessing->fresh, assessing->now,
                                             {global.reproducible, true})
                   : report::frameworks(lines, assessing->fresh, style_of(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  return assessing->fresh.stale() ? run::kIncomplete : run::kPass;
}

int trend(const GlobalOptions& global, const AssessCommand& command, Assessing& assessing,
          const report::AssessView& view) {
  const auto since = base::parse_utc(command.since);
  if (!since) {
    complain("--since " + command.since + " is no date. Write it as 2026-12-31.");
    return run::kUsage;
  }
  const auto kept = run::stood(*assessing.store, view.framework().id, "", view.system);
  int code = run::kPass;
  if (!kept) {
    store_failed(kept.error(), code);
    return code;
  }
  std::vector<room::TrendPoint> points = room::trend(view.framework(), *kept);
  std::erase_if(points, [&](const room::TrendPoint& point) { return point.at < *since; });
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::assess_trend_json(view, points, {global.reproducible, true})
                   : report::assess_trend(view, points, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

int explain(const GlobalOptions& global, const AssessCommand& command, Assessing& assessing,
            const report::AssessView& view) {
  int code = run::kPass;
  const room::Requirement* requirement =
      requirement_called(view.framework(), command.explain, code);
  if (requirement == nullptr) return code;
  const auto judged =
      std::ranges::find_if(view.assessed->requirements,
                           [&](const room::Judged& one) { return one.requirement == requirement; });
  const auto history =
      run::stood(*assessing.store, view.framework().id, requirement->id, view.system);
  if (!history) {
    store_failed(history.error(), code);
    return code;
  }
  Output output(global.output);
  output.write(
      global.format == "json"
          ? report::assess_requirement_json(view, *judged, *history, {global.reproducible, true})
          : report::assess_requirement(view, *judged, *history, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

// Empty, after having said why, where there is nothing to write.
std::string render(const GlobalOptions& global, const AssessCommand& command,
                   const report::AssessView& view, int fd) {
  const report::MachineOptions machine{global.reproducible, true};
  if (global.format == "json") return report::assess_json(view, machine);
  if (global.format == "csv") return report::assess_csv(view);
  if (global.format == "html") return report::assess_html(view);
  if (global.format == "oscal-ar") return report::assess_oscal_results(view, machine);
  if (global.format == "oscal-poam") {
    const auto plan = report::assess_oscal_plan(view, machine);
    if (!plan)
      note(global.quiet, "nothing falls short and nothing is planned: no plan was written");
    return plan.value_or("");
  }
  report::AssessOptions options;
  options.style = style_of(global, fd);
  options.all = command.all || global.verbose;
  options.quiet = global.quiet;
  return report::assess(view, options);
}

int show(const GlobalOptions& global, const AssessCommand& command, const Assessing& assessing,
         const report::AssessView& view) {
  if (command.public_release) {
    const report::PublicAssessment released(view, run::public_name(assessing.gathered));
    Output output(global.output);
    output.write(render(global, command, released.view(), output.fd()));
    return output.finish() ? run::kPass : run::kInternal;
  }
  Output output(global.output);
  output.write(render(global, command, view, output.fd()));
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace

int run(const GlobalOptions& global, const AssessCommand& command) {
  if (command.public_release && (!command.explain.empty() || !command.since.empty())) {
    complain("--public is for the assessment as a whole: leave --explain and --since out");
    return run::kUsage;
  }
  if (command.all_systems && (!command.system.empty() || !command.explain.empty() ||
                              !command.since.empty() || command.public_release)) {
    complain(
        "--all-systems is a table of every system: leave --system, --explain, --since and --public "
        "out");
    return run::kUsage;
  }
  if (command.framework.empty()) {
    if (command.all_systems || !command.explain.empty() || !command.since.empty() || command.gate) {
      complain("name the framework: bartizan assess lists them");
      return run::kUsage;
    }
    return list(global, command);
  }
  int code = run::kPass;
  const room::Framework* framework =
      framework_called(command.framework, !command.system.empty(), code);
  if (framework == nullptr) return code;
  if (command.all_systems) return assess_all_systems(global, command, *framework);
  auto assessing = open_assessing(global, {command.system, command.reread, command.as_of}, code);
  if (!assessing) return code;
  const room::Assessed assessed = run::assess(*framework, assessing->gathered);
  report::AssessView view = view_of(*assessing, assessed);
  const run::FrameworkRecords records = run::records_of(assessing->gathered, *framework);
  view.answers = records.answers;
  view.actions = records.actions;
  const bool keep = !command.no_remember && !assessing->of_another_time;
  const auto changed = run::what_changed(*assessing->store, assessed, keep);
  if (!changed) {
    store_failed(changed.error(), code);
    return code;
  }
  view.changes = *changed;
  if (!command.since.empty()) return trend(global, command, *assessing, view);
  if (!command.explain.empty()) {
    code = explain(global, command, *assessing, view);
  } else {
    code = show(global, command, *assessing, view);
  }
  if (code != run::kPass) return code;
  if (command.gate && assessed.totals.of(record::Status::unmet) > 0) return run::kGateFailed;
  return view.fresh.stale() ? run::kIncomplete : run::kPass;
}

}  // namespace bartizan::cli

// bartizan roadmap: the five lines of effort at a glance.
#include "report/roadmap.h"

#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/command_assess.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "protect/api.h"
#include "run/gate.h"
#include "run/roadmap.h"

namespace bartizan::cli {

int run(const GlobalOptions& global, const RoadmapCommand& command) {
  int code = run::kPass;
  auto assessing = open_assessing(global, {"", command.reread, command.as_of}, code);
  if (!assessing) return code;
  const bool keep = !command.no_remember && !assessing->of_another_time;
  const auto made = run::make_roadmap(*assessing->store, assessing->gathered, keep);
  if (!made) {
    store_failed(made.error(), code);
    return code;
  }
  report::RoadmapView view;
  view.roadmap = &(*made)->roadmap;
  view.assessed = &(*made)->assessed;
  view.fresh = assessing->fresh;
  view.feeds_read = report::has_feed(assessing->gathered.evidence);
  const auto history = assessing->store->posture().posture_history();
  if (!history) {
    store_failed(history.error(), code);
    return code;
  }
  view.posture = protect::sentence(protect::effective(*history, assessing->now));
  for (const auto& [id, points] : (*made)->trend) {
    for (const run::RoadmapPoint& point : points) view.trend[id].push_back({point.at, point.value});
  }
  Output output(global.output);
  output.write(global.format == "json" ? report::roadmap_json(view, {global.reproducible, true})
                                       : report::roadmap(view, style_of(global, output.fd()),
                                                         command.all || global.verbose));
  if (!output.finish()) return run::kInternal;
  return view.fresh.stale() ? run::kIncomplete : run::kPass;
}

}  // namespace bartizan::cli

// What `roadmap` says: five lines of effort, each with its measure and objectives. Pure functions;
// names are escaped here.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "report/api.h"
#include "report/assess.h"

namespace bartizan::report {

struct RoadmapView {
  const assure::assess::Roadmap* roadmap = nullptr;
  const assure::assess::Assessed* assessed = nullptr;  // that it was made from
  Freshness fresh;
  // Some feed was read. Without one nothing was ever looked up, and no clock ran.
  bool feeds_read = false;
  std::string posture;  // "posture raised until ... (reason)"; empty while it is not
  // Of each line of effort, oldest first.
  struct Point {
    base::Millis at = 0;
    double value = 0;
  };
  std::map<std::string, std::vector<Point>> trend;
};

// Fits 80 columns. `all`: formulas, and why each objective stands as it does.
std::string roadmap(const RoadmapView& view, const TerminalStyle& style, bool all);
// docs/schemas/roadmap-1.schema.json.
std::string roadmap_json(const RoadmapView& view, const MachineOptions& options = {});

// Whether there is a feed of advisories among the evidence.
bool has_feed(std::span<const record::Evidence> evidence);

// "66.7 %", "2 of 5", "unknown".
std::string measured(const assure::assess::Measure& measure);

}  // namespace bartizan::report

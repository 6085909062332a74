// Roadmap: the measures of the lines of effort from a store, and how they went.
//
// What it is: joins all systems with gathered evidence for assure/assess/roadmap.h, and keeps each
// measure's value for its trend. What it is not: the formulas. Times are arguments.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "run/assess.h"

namespace bartizan::run {

struct RoadmapPoint {
  base::Millis at = 0;
  double value = 0;
};
struct RoadmapResult {
  assure::assess::Assessed assessed;  // that `roadmap` views
  assure::assess::Roadmap roadmap;
  std::map<std::string, std::vector<RoadmapPoint>> trend;  // by line of effort, oldest first
};
using CountedSystems = std::vector<assure::assess::CountedSystem>;
base::Result<CountedSystems> counted_systems(store::Store& store);
// `gathered`: of the organisation with all of its systems; it outlives the result. `keep`: for the
// trend. `systems`: where they were counted already.
base::Result<std::unique_ptr<RoadmapResult>> make_roadmap(store::Store& store, Gathered& gathered,
                                                          bool keep,
                                                          const CountedSystems* systems = nullptr);

}  // namespace bartizan::run

// What `posture`, `readiness` and `risk` say.
//
// What it is: pure functions from records and what follows from them to text for people and
// programs. Times are arguments; names are escaped here. No state.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "protect/api.h"
#include "report/api.h"

namespace bartizan::report {

struct PostureView {
  std::span<const record::PostureChange> history;  // oldest first
  base::Millis now = 0;
};
std::string posture(const PostureView& view, const TerminalStyle& style);
// docs/schemas/posture-1.schema.json.
std::string posture_json(const PostureView& view, const MachineOptions& options);

struct ReadinessView {
  std::span<const protect::ReadinessLine> lines;
  base::Millis now = 0;
};
// Replaced and withdrawn records only with `all`.
std::string readiness(const ReadinessView& view, const TerminalStyle& style, bool all);
// docs/schemas/readiness-1.schema.json.
std::string readiness_json(const ReadinessView& view, const MachineOptions& options);

std::string dependencies(const protect::DependencyMap& map, const TerminalStyle& style);
// docs/schemas/readiness-map-1.schema.json.
std::string dependencies_json(const protect::DependencyMap& map, const MachineOptions& options);

struct RiskView {
  std::span<const record::Risk> risks;  // sorted
  base::Millis now = 0;
};
// The sectors against the categories, then the risks.
std::string risks(const RiskView& view, const TerminalStyle& style, bool all);
std::string risk(const record::Risk& risk, std::span<const record::Risk> history, base::Millis now,
                 const TerminalStyle& style);
// docs/schemas/risk-1.schema.json.
std::string risks_json(const RiskView& view, const MachineOptions& options);

}  // namespace bartizan::report

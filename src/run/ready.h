// Ready: records of readiness and the register of risks, joined with the store.
//
// What it is: what the commands `readiness` and `risk` and their routes share: which records stand
// at a time, one of them by its id, taken back, changed. What it is not: the rules
// (protect/api.h). Times are arguments; errors are sentences for people. Values own their strings.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protect/api.h"
#include "store/store.h"

namespace bartizan::run {

// "critical-asset, dependency, ..."
std::string readiness_kinds();
// As it stood at a time: what was not written down yet did not count. Of one system where `system`
// is not empty: its own records and those of the organisation, which stand for each system.
base::Result<std::vector<protect::ReadinessLine>> readiness_at(store::Store& store,
                                                               std::string_view system,
                                                               base::Millis at);
// One record by its id or a unique beginning of it, taken back; not kept yet.
std::expected<record::Readiness, std::string> withdrawn_readiness(store::Store& store,
                                                                  std::string_view handle,
                                                                  const std::string& by,
                                                                  base::Millis now);

// What critical assets depend on that others run; `all`: every system that was found, which reads
// every place.
base::Result<protect::DependencyMap> dependencies(store::Store& store, bool all);

// What somebody says of a risk; what is not said stays as it is.
struct RiskSaid {
  std::string sector, category, scenario, likelihood, impact, owner, treatment, state;
  std::vector<std::string> atlas;
  std::optional<base::Millis> due;
  std::array<std::string, 4> notes;  // govern, map, measure, manage
};
// The risk with that, not checked yet (protect::checked_risk).
std::expected<record::Risk, std::string> risk_with(record::Risk risk, const RiskSaid& said);
std::expected<record::Risk, std::string> risk_called(store::Store& store, std::string_view handle);

}  // namespace bartizan::run

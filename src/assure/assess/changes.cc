#include "assure/assess/changes.h"

#include <algorithm>
#include <map>
#include <utility>

namespace bartizan::assure::assess {

using record::Status;

int rank(Status status) {
  switch (status) {
    case Status::met:
      return 3;
    case Status::partly:
      return 2;
    case Status::unknown:
      return 1;
    case Status::unmet:
      return 0;
    case Status::not_applicable:
      break;
  }
  return 3;
}

std::vector<Change> changes(const Assessed& assessed, std::span<const record::Standing> standings) {
  std::map<std::string_view, const record::Standing*> last;
  for (const record::Standing& standing : standings) {
    if (standing.at < assessed.now) last[standing.requirement] = &standing;
  }
  std::vector<Change> changed;
  for (const Judged& judged : assessed.requirements) {
    const auto before = last.find(judged.requirement->id);
    if (before == last.end() || before->second->status == judged.status) continue;
    changed.push_back({judged.requirement->id, before->second->status, judged.status,
                       before->second->at, judged.why,
                       judged.answer && !judged.answer->stands &&
                           judged.answer->answer.at <= before->second->at});
  }
  std::stable_sort(changed.begin(), changed.end(), [](const Change& a, const Change& b) {
    const auto group = [](const Change& c) {
      return std::pair(!c.answer_fell, rank(c.after) >= rank(c.before));
    };
    return group(a) < group(b);
  });
  return changed;
}

std::vector<TrendPoint> trend(const Framework& framework,
                              std::span<const record::Standing> standings) {
  constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
  std::map<std::pair<std::string_view, std::string_view>, Status> now;
  std::vector<TrendPoint> points;
  for (const record::Standing& standing : standings) {
    if (framework.find(standing.requirement) == nullptr) continue;
    if (points.empty() || points.back().at / kDay != standing.at / kDay) points.emplace_back();
    now[{standing.system, standing.requirement}] = standing.status;
    TrendPoint& point = points.back();
    point.at = standing.at;
    point.totals = {};
    for (const auto& [key, status] : now)
      ++point.totals.by_status[static_cast<std::size_t>(status)];
  }
  return points;
}

}  // namespace bartizan::assure::assess

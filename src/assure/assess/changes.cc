#include "assure/assess/changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
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

namespace {

// Which checks, by their names, went by pieces that were not there when a requirement stood better.
// Checks over more pieces than a standing keeps are left out: it cannot say what was there.
class Fresh {
 public:
  explicit Fresh(const Assessed& assessed) : assessed_(assessed) {}

  // What a check that does not hold says of what is new. The fewer checks go by a piece, the more
  // it is about this one: all ask what was discovered, and one what a bill of materials is. Empty:
  // what was gone by is as it was.
  std::string why(const Judged& judged, const record::Standing& before) {
    const CheckedOutcome* best = nullptr;
    std::pair<std::size_t, bool> least;
    if (before.evidence.size() >= kMostKeptIds) return {};
    for (const CheckedOutcome& check : judged.checks) {
      const Outcome& outcome = check.outcome;
      if (outcome.holds == Holds::yes || outcome.holds == Holds::not_applicable) continue;
      if (outcome.evidence.size() >= kMostKeptIds) continue;
      // What stood against it before did not lower it.
      if (before.why.contains(outcome.why)) continue;
      for (const std::string& id : outcome.evidence) {
        if (std::ranges::binary_search(before.evidence, id)) continue;
        const std::pair order(uses(id), outcome.holds != Holds::no);
        if (best != nullptr && order >= least) continue;
        best = &check;
        least = order;
      }
    }
    return best == nullptr ? std::string() : best->outcome.why;
  }

 private:
  std::size_t uses(const std::string& id) {
    if (uses_.empty()) count();
    return uses_[id];
  }

  void count() {
    std::set<std::string_view> counted;
    for (const Judged& judged : assessed_.requirements) {
      for (const CheckedOutcome& check : judged.checks) {
        if (check.outcome.evidence.size() >= kMostKeptIds || !counted.insert(check.id).second) {
          continue;
        }
        for (const std::string& id : check.outcome.evidence) ++uses_[id];
      }
    }
  }

  const Assessed& assessed_;
  std::unordered_map<std::string_view, std::size_t> uses_;
};

}  // namespace

std::vector<Change> changes(const Assessed& assessed, std::span<const record::Standing> standings) {
  std::map<std::string_view, const record::Standing*> last;
  for (const record::Standing& standing : standings) {
    if (standing.at < assessed.now) last[standing.requirement] = &standing;
  }
  std::vector<Change> changed;
  Fresh fresh(assessed);
  for (const Judged& judged : assessed.requirements) {
    const auto before = last.find(judged.requirement->id);
    if (before == last.end() || before->second->status == judged.status) continue;
    changed.push_back({judged.requirement->id, before->second->status, judged.status,
                       before->second->at, judged.why,
                       judged.answer && !judged.answer->stands &&
                           judged.answer->answer.at <= before->second->at});
    Change& change = changed.back();
    if (change.answer_fell || rank(change.after) >= rank(change.before)) continue;
    if (std::string why = fresh.why(judged, *before->second); !why.empty()) {
      change.why = std::move(why);
    }
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

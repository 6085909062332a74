// Changes: how requirements stood before, against how they stand now.
//
// Pure functions; values own their strings.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assure/assess/evaluate.h"
#include "record/evidence.h"

namespace bartizan::assure::assess {

struct Change {
  std::string requirement;
  record::Status before = record::Status::unknown, after = record::Status::unknown;
  base::Millis since = 0;    // when it last stood as before
  std::string why;           // as it stands now; where it got worse, what that is about, if known
  bool answer_fell = false;  // because somebody's answer no longer counts
};

// Against the last of `standings` (oldest first) of each requirement that is older than `assessed`.
// Fallen answers first, then what got worse, then the rest; within these in the framework's order.
std::vector<Change> changes(const Assessed& assessed, std::span<const record::Standing> standings);

// How many requirements stood how at the end of a day that something was kept for.
struct TrendPoint {
  base::Millis at = 0;  // of the last standing of that day
  Totals totals;
};
// Oldest first, of the framework's requirements. One stands as it stood last until it is judged
// anew.
std::vector<TrendPoint> trend(const Framework& framework,
                              std::span<const record::Standing> standings);

// From best to worst; not applicable counts as best, because nothing is left to do.
int rank(record::Status status);

}  // namespace bartizan::assure::assess

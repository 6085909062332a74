// Topics of assessments and posture, for topics.cc. Values are static.
#pragma once

#include <span>

#include "report/topics.h"

namespace bartizan::report {

std::span<const Topic> assess_topics();

}  // namespace bartizan::report

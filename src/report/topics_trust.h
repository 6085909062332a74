// Topics of trust: the words of vuln, clock, gate, sign and verify. Constant data (topics.h).
#pragma once

#include <span>

#include "report/topics.h"

namespace bartizan::report {

std::span<const Topic> trust_topics();

}  // namespace bartizan::report

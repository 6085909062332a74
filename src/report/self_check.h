// What `self-check` says: this installation against the seven goals of the pledge. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "report/api.h"

namespace bartizan::report {

struct SelfCheckLine {
  std::string id, title;
  std::string state;  // "met", "unmet", "unknown"
  std::string why;
  std::vector<std::string> seen;
  std::string remedy;
};
std::string self_check(std::span<const SelfCheckLine> lines, const TerminalStyle& style, bool all);
// docs/schemas/self-check-1.schema.json.
std::string self_check_json(std::span<const SelfCheckLine> lines, base::Millis now,
                            const MachineOptions& options = {});

}  // namespace bartizan::report

#include "assure/sign/checks.h"

#include <algorithm>
#include <utility>

namespace bartizan::assure::sign {

void pass(std::vector<Check>& checks, std::string id, std::string what) {
  checks.push_back({std::move(id), Outcome::passed, std::move(what)});
}
void refuse(std::vector<Check>& checks, std::string id, std::string what) {
  checks.push_back({std::move(id), Outcome::failed, std::move(what)});
}
void warn(std::vector<Check>& checks, std::string id, std::string what) {
  checks.push_back({std::move(id), Outcome::warned, std::move(what)});
}

bool all_good(const std::vector<Check>& checks) {
  const auto came_out = [&](Outcome outcome) {
    return std::ranges::any_of(checks, [&](const Check& c) { return c.outcome == outcome; });
  };
  return came_out(Outcome::passed) && !came_out(Outcome::failed);
}

}  // namespace bartizan::assure::sign

#include "assure/gate/stricter.h"

#include <algorithm>

#include "base/hash.h"

namespace bartizan::assure::gate {
namespace {

// The same rule, wherever it stands.
bool same(Rule a, const Rule& b) {
  a.line = b.line;
  a.origin = b.origin;
  return a == b;
}

bool knows(const Policy& policy, const std::string& id) {
  return std::ranges::find(policy.rules, id, &Rule::id) != policy.rules.end();
}

}  // namespace

Policy with_rules_on_top(Policy policy, const Policy& preset) {
  for (Rule rule : preset.rules) {
    const auto known = std::ranges::find(policy.rules, rule.id, &Rule::id);
    if (known != policy.rules.end() && same(*known, rule)) continue;
    while (knows(policy, rule.id)) rule.id += "-raised";
    policy.rules.push_back(std::move(rule));
  }
  policy.sha256 = base::hex(base::sha256(policy.sha256 + preset.sha256));
  return policy;
}

}  // namespace bartizan::assure::gate

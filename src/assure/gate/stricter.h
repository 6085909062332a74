// Stricter: an organisation's policy with the rules of a preset on top.
//
// What it is: what counts while the posture is raised. Nothing of the policy is taken away: a rule
// of the preset whose id the policy uses for another rule comes beside it, as "id-raised". What it
// is not: the decision that the posture is raised (protect/api.h). Pure.
#pragma once

#include "assure/gate/policy.h"

namespace bartizan::assure::gate {

// Trust, exceptions and verifier are the policy's; the digest is over both.
Policy with_rules_on_top(Policy policy, const Policy& preset);

}  // namespace bartizan::assure::gate

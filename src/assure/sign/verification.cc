#include "assure/sign/verification.h"

namespace bartizan::assure::sign {

std::string_view name(Standing standing) {
  constexpr std::string_view kNames[] = {"verified", "refused", "unvouched", "absent", "unread"};
  return kNames[static_cast<std::size_t>(standing)];
}

const Check* first_failed(const Verification& verification) {
  const Check* nobody = nullptr;
  for (const Check& one : verification.checks) {
    if (one.outcome != Outcome::failed) continue;
    // Who vouches matters less than that something is wrong.
    if (one.id != "trust-anchor") return &one;
    nobody = &one;
  }
  return nobody;
}

}  // namespace bartizan::assure::sign

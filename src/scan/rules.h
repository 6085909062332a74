// Rules that belong to no format: identification, accounting, limits.
//
// A format's rules stand in its own rules.h. Severity and texts: catalogs/rules/.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan {

// Several formats accept the same bytes: loaders disagree about what the file is.
inline constexpr RuleId kPolyglot{"BZ-IDN-001"};
// Bytes that no structure of the format describes.
inline constexpr RuleId kUnaccountedBytes{"BZ-SPN-001"};
// Bytes that two structures claim.
inline constexpr RuleId kOverlappingBytes{"BZ-SPN-002"};
// A limit of docs/limits.md was hit.
inline constexpr RuleId kLimitHit{"BZ-LIM-001"};
// More findings of one rule than are listed.
inline constexpr RuleId kTooManyFindings{"BZ-LIM-002"};
// Native code inside tensor payload or at a member boundary.
inline constexpr RuleId kEmbeddedNativeCode{"BZ-NAT-001"};

inline constexpr std::array kCoreRules{kPolyglot, kUnaccountedBytes, kOverlappingBytes,
                                       kLimitHit, kTooManyFindings,  kEmbeddedNativeCode};

}  // namespace bartizan::scan

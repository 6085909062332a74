// Rules of the driver: what a worker's fate, a file's name or its neighbours say.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::run {

using scan::RuleId;

// The worker that read the file was killed by a signal.
inline constexpr RuleId kWorkerCrashed{"BZ-RUN-001"};
// The worker used up its processor time or memory.
inline constexpr RuleId kWorkerExhausted{"BZ-RUN-002"};
// The file changed while it was read.
inline constexpr RuleId kFileChanged{"BZ-RUN-003"};
// The worker's report contradicts itself or what the parent measured.
inline constexpr RuleId kWorkerDistrusted{"BZ-RUN-004"};
// A configuration of this scanner lies in the scanned tree.
inline constexpr RuleId kConfigurationInTree{"BZ-RUN-005"};
// Native code or a script under a model's name.
inline constexpr RuleId kCodeUnderModelName{"BZ-IDN-002"};

inline constexpr std::array kRules{kWorkerCrashed,    kWorkerExhausted,     kFileChanged,
                                   kWorkerDistrusted, kConfigurationInTree, kCodeUnderModelName};

}  // namespace bartizan::run

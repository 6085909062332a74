// Rules of crate; their texts: rules.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::crate {

// A command that the loader hands to a shell.
inline constexpr RuleId kCommand{"BZ-TOY-001"};
// Bytes behind the end record.
inline constexpr RuleId kTrailingBytes{"BZ-TOY-002"};

inline constexpr std::array kRules{kCommand, kTrailingBytes};

}  // namespace bartizan::scan::crate

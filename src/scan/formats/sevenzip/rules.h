// Rules of 7z archives; words in catalogs/rules/sevenzip.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::sevenzip {

// Members, or the list of them, need a password.
inline constexpr RuleId kEncrypted{"BZ-SVZ-001"};
// Absolute names or "..".
inline constexpr RuleId kUnsafeName{"BZ-SVZ-002"};
// The header is damaged, cut off, or has another CRC than declared.
inline constexpr RuleId kDamaged{"BZ-SVZ-003"};
// Bytes after the end of the archive.
inline constexpr RuleId kTrailing{"BZ-SVZ-004"};

inline constexpr std::array kRules{kEncrypted, kUnsafeName, kDamaged, kTrailing};

}  // namespace bartizan::scan::sevenzip

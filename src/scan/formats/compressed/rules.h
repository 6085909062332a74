// Rules of compressed streams; words in catalogs/rules/compressed.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::compressed {

// Bytes after the last compressed stream.
inline constexpr RuleId kTrailing{"BZ-CMP-001"};
// The stream is damaged or cut off.
inline constexpr RuleId kDamaged{"BZ-CMP-002"};
// A frame that decoders pass over holds bytes.
inline constexpr RuleId kSkippableFrame{"BZ-CMP-003"};
// The name in a gzip header leaves the folder.
inline constexpr RuleId kUnsafeName{"BZ-CMP-004"};
// A gzip header with a large extra field or comment.
inline constexpr RuleId kHeaderRoom{"BZ-CMP-005"};

inline constexpr std::array kRules{kTrailing, kDamaged, kSkippableFrame, kUnsafeName, kHeaderRoom};

}  // namespace bartizan::scan::compressed

// Rules of safetensors; their texts: catalogs/rules/safetensors.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::safetensors {

// The header is not the JSON object that the format demands.
inline constexpr RuleId kMalformedHeader{"BZ-SAF-001"};
// The header or the tensors run past the end of the file.
inline constexpr RuleId kTruncated{"BZ-SAF-002"};
// The header is longer than the reference implementation reads.
inline constexpr RuleId kHeaderTooLarge{"BZ-SAF-003"};
// One key stands twice in the same object.
inline constexpr RuleId kDuplicateKey{"BZ-SAF-004"};
// A dtype that the reference implementation does not know.
inline constexpr RuleId kUnknownDtype{"BZ-SAF-005"};
// An entry without, or with other than, dtype, shape and data_offsets of the right types.
inline constexpr RuleId kMalformedEntry{"BZ-SAF-006"};
// The number of elements or bytes does not fit in 64 bits.
inline constexpr RuleId kSizeOverflow{"BZ-SAF-007"};
// Offsets that end before they begin.
inline constexpr RuleId kReversedOffsets{"BZ-SAF-008"};
// Two tensors claim the same bytes.
inline constexpr RuleId kOverlap{"BZ-SAF-009"};
// Bytes between tensors that no tensor claims.
inline constexpr RuleId kHole{"BZ-SAF-010"};
// dtype and shape need another number of bytes than the offsets span.
inline constexpr RuleId kSizeMismatch{"BZ-SAF-011"};
// Bytes after the last tensor.
inline constexpr RuleId kTrailingBytes{"BZ-SAF-012"};
// __metadata__ is not an object of strings.
inline constexpr RuleId kMalformedMetadata{"BZ-SAF-013"};
// The header does not begin with an opening brace.
inline constexpr RuleId kLateHeader{"BZ-SAF-014"};

inline constexpr std::array kRules{
    kMalformedHeader, kTruncated,     kHeaderTooLarge,    kDuplicateKey, kUnknownDtype,
    kMalformedEntry,  kSizeOverflow,  kReversedOffsets,   kOverlap,      kHole,
    kSizeMismatch,    kTrailingBytes, kMalformedMetadata, kLateHeader};

}  // namespace bartizan::scan::safetensors

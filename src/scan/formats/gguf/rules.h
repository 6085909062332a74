// Rules of GGUF files; texts in catalogs/rules/gguf.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::gguf {

// A count, length or product that no file can hold and that wraps in a loader's arithmetic.
inline constexpr RuleId kImpossibleSize{"BZ-GGU-001"};
// A version that no published reader knows, or a magic in the wrong byte order.
inline constexpr RuleId kUnknownVersion{"BZ-GGU-002"};
// A metadata key that is empty, over-long or not text.
inline constexpr RuleId kBadKey{"BZ-GGU-003"};
// A value type that does not exist: nothing behind it can be read.
inline constexpr RuleId kBadValueType{"BZ-GGU-004"};
// The same metadata key twice.
inline constexpr RuleId kDuplicateKey{"BZ-GGU-005"};
// A well-known key whose value has another type than its readers expect.
inline constexpr RuleId kWrongType{"BZ-GGU-006"};
// general.alignment is zero, no power of two, or no uint32.
inline constexpr RuleId kBadAlignment{"BZ-GGU-007"};
// A tensor name that is empty or overruns every reader's buffer.
inline constexpr RuleId kBadTensorName{"BZ-GGU-008"};
// A tensor name that stock llama.cpp refuses and other builds accept.
inline constexpr RuleId kLongTensorName{"BZ-GGU-009"};
// The same tensor name twice.
inline constexpr RuleId kDuplicateTensor{"BZ-GGU-010"};
// Dimensions that are too many, or rows that are not whole blocks.
inline constexpr RuleId kBadShape{"BZ-GGU-011"};
// A tensor type that this version does not know.
inline constexpr RuleId kUnknownTensorType{"BZ-GGU-012"};
// A tensor offset that is not a multiple of the alignment.
inline constexpr RuleId kMisaligned{"BZ-GGU-013"};
// Two tensors over the same bytes.
inline constexpr RuleId kOverlap{"BZ-GGU-014"};
// Bytes between tensors that belong to none.
inline constexpr RuleId kHole{"BZ-GGU-015"};
// Alignment padding that is not zero.
inline constexpr RuleId kPaddingData{"BZ-GGU-016"};
// Bytes after the last tensor.
inline constexpr RuleId kTrailing{"BZ-GGU-017"};
// A byte token whose number is out of range.
inline constexpr RuleId kByteToken{"BZ-GGU-018"};
// Parallel vocabulary arrays of different lengths.
inline constexpr RuleId kVocabularyLengths{"BZ-GGU-019"};
// Arrays inside arrays.
inline constexpr RuleId kNestedArray{"BZ-GGU-020"};

inline constexpr std::array kRules{
    kImpossibleSize, kUnknownVersion,    kBadKey,        kBadValueType,      kDuplicateKey,
    kWrongType,      kBadAlignment,      kBadTensorName, kLongTensorName,    kDuplicateTensor,
    kBadShape,       kUnknownTensorType, kMisaligned,    kOverlap,           kHole,
    kPaddingData,    kTrailing,          kByteToken,     kVocabularyLengths, kNestedArray};

}  // namespace bartizan::scan::gguf

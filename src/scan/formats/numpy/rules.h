// Rules of NumPy's .npy; their texts: catalogs/rules/numpy.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::numpy {

// The header is not the dictionary of literals that the format demands.
inline constexpr RuleId kMalformedHeader{"BZ-NPY-001"};
// A name, a call or an operator stands where only literals may.
inline constexpr RuleId kExpressionInHeader{"BZ-NPY-002"};
// One key stands twice in the header.
inline constexpr RuleId kDuplicateKey{"BZ-NPY-003"};
// Header or data run past the end of the file.
inline constexpr RuleId kTruncated{"BZ-NPY-004"};
// Bytes after the data that are no further array.
inline constexpr RuleId kTrailingBytes{"BZ-NPY-005"};
// The elements are Python objects: a pickle follows the header.
inline constexpr RuleId kObjectArray{"BZ-NPY-006"};
// The number of elements or bytes does not fit in 63 bits.
inline constexpr RuleId kSizeOverflow{"BZ-NPY-007"};
// A dimension is negative or no number.
inline constexpr RuleId kBadShape{"BZ-NPY-008"};
// An element type that numpy.save does not write.
inline constexpr RuleId kUnknownType{"BZ-NPY-009"};
// A version of the format that nobody has defined.
inline constexpr RuleId kUnknownVersion{"BZ-NPY-010"};

inline constexpr std::array kRules{kMalformedHeader, kExpressionInHeader, kDuplicateKey, kTruncated,
                                   kTrailingBytes,   kObjectArray,        kSizeOverflow, kBadShape,
                                   kUnknownType,     kUnknownVersion};

}  // namespace bartizan::scan::numpy

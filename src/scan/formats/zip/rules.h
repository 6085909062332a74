// Rules of the ZIP reader; words in catalogs/rules/zip.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::zip {

// A local header that the directory does not name: streaming readers extract it, others do not.
inline constexpr RuleId kHiddenMember{"BZ-ZIP-001"};
// Directory and local header of one member disagree.
inline constexpr RuleId kHeadersDiffer{"BZ-ZIP-002"};
// Two members of one name.
inline constexpr RuleId kDuplicateName{"BZ-ZIP-003"};
// Two members share bytes.
inline constexpr RuleId kEntriesOverlap{"BZ-ZIP-004"};
// Bytes between members that belong to none.
inline constexpr RuleId kBytesBetween{"BZ-ZIP-005"};
// Bytes before the first member.
inline constexpr RuleId kPrefix{"BZ-ZIP-006"};
// Bytes after the end record.
inline constexpr RuleId kSuffix{"BZ-ZIP-007"};
// Loaders find different directories.
inline constexpr RuleId kSecondDirectory{"BZ-ZIP-008"};
// Absolute names, "..", drive letters: extraction leaves its folder.
inline constexpr RuleId kUnsafeName{"BZ-ZIP-009"};
// NUL in a name: readers in C and Python cut there, others do not.
inline constexpr RuleId kNameCut{"BZ-ZIP-010"};
// A symbolic link that leaves the archive's folder.
inline constexpr RuleId kEscapingLink{"BZ-ZIP-011"};
// A member that needs a password.
inline constexpr RuleId kEncrypted{"BZ-ZIP-012"};
// General purpose flags that make some readers refuse what others load.
inline constexpr RuleId kFlagTrick{"BZ-ZIP-013"};
// A compression method that cannot be read here.
inline constexpr RuleId kUnknownMethod{"BZ-ZIP-014"};
// A member decodes to another size than declared.
inline constexpr RuleId kWrongSize{"BZ-ZIP-015"};
// A member's bytes do not have the declared CRC-32.
inline constexpr RuleId kWrongCrc{"BZ-ZIP-016"};
// ZIP64 fields contradict the 32-bit fields that they should only extend.
inline constexpr RuleId kZip64Contradiction{"BZ-ZIP-017"};
// The end record counts another number of entries than the directory has.
inline constexpr RuleId kCountDiffers{"BZ-ZIP-018"};
// A directory entry (its name ends in "/") that holds data.
inline constexpr RuleId kDirectoryWithData{"BZ-ZIP-019"};
// The structure is damaged or cut off.
inline constexpr RuleId kDamaged{"BZ-ZIP-020"};
// Bytes inside a member's compressed data after its stream has ended.
inline constexpr RuleId kSlack{"BZ-ZIP-021"};

inline constexpr std::array kRules{kHiddenMember,
                                   kHeadersDiffer,
                                   kDuplicateName,
                                   kEntriesOverlap,
                                   kBytesBetween,
                                   kPrefix,
                                   kSuffix,
                                   kSecondDirectory,
                                   kUnsafeName,
                                   kNameCut,
                                   kEscapingLink,
                                   kEncrypted,
                                   kFlagTrick,
                                   kUnknownMethod,
                                   kWrongSize,
                                   kWrongCrc,
                                   kZip64Contradiction,
                                   kCountDiffers,
                                   kDirectoryWithData,
                                   kDamaged,
                                   kSlack};

}  // namespace bartizan::scan::zip

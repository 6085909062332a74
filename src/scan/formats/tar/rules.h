// Rules of tar archives; words in catalogs/rules/tar.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::tar {

// Absolute names or "..".
inline constexpr RuleId kUnsafeName{"BZ-TAR-001"};
// A symbolic or hard link that leaves the folder.
inline constexpr RuleId kEscapingLink{"BZ-TAR-002"};
// A device or a named pipe.
inline constexpr RuleId kDevice{"BZ-TAR-003"};
// The pax record and the header give different sizes.
inline constexpr RuleId kSizesDiffer{"BZ-TAR-004"};
// A link, folder or device whose header announces data.
inline constexpr RuleId kDataWithoutFile{"BZ-TAR-005"};
// Two members of one name.
inline constexpr RuleId kDuplicateName{"BZ-TAR-006"};
// Bytes after the end marker.
inline constexpr RuleId kAfterEnd{"BZ-TAR-007"};
// Bytes in the padding after a member.
inline constexpr RuleId kPaddingBytes{"BZ-TAR-008"};
// The archive is damaged or cut off.
inline constexpr RuleId kDamaged{"BZ-TAR-009"};
// A member whose type or sparse form is not read here.
inline constexpr RuleId kUnreadType{"BZ-TAR-010"};
// NeMo configuration that names a class to build.
inline constexpr RuleId kNemoTarget{"BZ-TAR-011"};

inline constexpr std::array kRules{kUnsafeName,      kEscapingLink,  kDevice,    kSizesDiffer,
                                   kDataWithoutFile, kDuplicateName, kAfterEnd,  kPaddingBytes,
                                   kDamaged,         kUnreadType,    kNemoTarget};

}  // namespace bartizan::scan::tar

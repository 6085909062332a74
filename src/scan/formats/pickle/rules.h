// What the pickle machine can report. Texts: catalogs/rules/pickle.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::pickle {

// A callable that runs code, opens or connects is called.
inline constexpr RuleId kDangerousCall{"BZ-PKL-001"};
// Such a callable is imported and never called in this stream.
inline constexpr RuleId kDangerousImport{"BZ-PKL-002"};
// A callable that is in no list is called.
inline constexpr RuleId kUnknownCall{"BZ-PKL-003"};
// A name that is in no list is imported.
inline constexpr RuleId kUnknownImport{"BZ-PKL-004"};
// A known callable in a role or with arguments that its list does not allow.
inline constexpr RuleId kWrongRole{"BZ-PKL-005"};
// A dotted name that walks through a dunder or another module.
inline constexpr RuleId kDottedName{"BZ-PKL-006"};
// A callable that is computed while loading and cannot be named.
inline constexpr RuleId kUnresolved{"BZ-PKL-007"};
// BUILD, SETITEM or APPEND on a module, class or function.
inline constexpr RuleId kMutation{"BZ-PKL-008"};
// EXT1, EXT2, EXT4: the name stands in the process, not in the file.
inline constexpr RuleId kExtension{"BZ-PKL-009"};
// A persistent id that no known loader of this format resolves.
inline constexpr RuleId kPersistentId{"BZ-PKL-010"};
// The C and the Python unpickler disagree, and the stream calls something.
inline constexpr RuleId kDifferentialCall{"BZ-PKL-011"};
// They disagree, and it calls nothing.
inline constexpr RuleId kDifferential{"BZ-PKL-012"};
// A code object of dill or cloudpickle.
inline constexpr RuleId kCodeObject{"BZ-PKL-013"};
// A call that loads another model, pickle or repository.
inline constexpr RuleId kIndirectLoad{"BZ-PKL-014"};
// A module whose name is nearly that of a known one.
inline constexpr RuleId kLookalike{"BZ-PKL-015"};
// A name of a scanner or security tool.
inline constexpr RuleId kTampering{"BZ-PKL-016"};
// The stream breaks off or is malformed.
inline constexpr RuleId kBroken{"BZ-PKL-017"};
// Bytes after the last pickle.
inline constexpr RuleId kTrailing{"BZ-PKL-018"};
// References that multiply into billions of objects.
inline constexpr RuleId kExpansion{"BZ-PKL-019"};
// A memo index far beyond the size of the file.
inline constexpr RuleId kMemoIndex{"BZ-PKL-020"};
// An encoded payload inside a string or bytes operand.
inline constexpr RuleId kHiddenPayload{"BZ-PKL-021"};
// PROTO in the middle of a stream.
inline constexpr RuleId kProtocolSwitch{"BZ-PKL-022"};
// NEXT_BUFFER: the bytes are not in the file.
inline constexpr RuleId kOutOfBand{"BZ-PKL-023"};
// Items are set on the result of a function (a tensor).
inline constexpr RuleId kItemOnResult{"BZ-PKL-024"};

inline constexpr std::array kRules{
    kDangerousCall,    kDangerousImport, kUnknownCall, kUnknownImport, kWrongRole,
    kDottedName,       kUnresolved,      kMutation,    kExtension,     kPersistentId,
    kDifferentialCall, kDifferential,    kCodeObject,  kIndirectLoad,  kLookalike,
    kTampering,        kBroken,          kTrailing,    kExpansion,     kMemoIndex,
    kHiddenPayload,    kProtocolSwitch,  kOutOfBand,   kItemOnResult};

}  // namespace bartizan::scan::pickle

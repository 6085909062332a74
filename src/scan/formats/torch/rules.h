// Rules of the PyTorch archives; words in catalogs/rules/torch.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::torch {

// A pickle names a storage that the archive does not have.
inline constexpr RuleId kMissingStorage{"BZ-TOR-001"};
// A storage is shorter than the pickle says.
inline constexpr RuleId kShortStorage{"BZ-TOR-002"};
// A member that stands where tensor bytes belong and is something else.
inline constexpr RuleId kStorageNotData{"BZ-TOR-003"};
// TorchScript code that reads or writes files, or reaches other machines.
inline constexpr RuleId kScriptReachesOut{"BZ-TOR-004"};
// TorchScript code that calls an operator of a native library.
inline constexpr RuleId kCustomOperator{"BZ-TOR-005"};
// A torch.package carries Python source that loading runs.
inline constexpr RuleId kPackageCode{"BZ-TOR-006"};
// Names that differ only in case: PyTorch's reader takes either for the other.
inline constexpr RuleId kNameCase{"BZ-TOR-007"};
// A TorchServe archive carries Python that the server runs.
inline constexpr RuleId kServedCode{"BZ-TOR-008"};
// The tar layout of PyTorch before 0.1.10, for which weights_only=True did not hold.
inline constexpr RuleId kLegacyLayout{"BZ-TOR-009"};

inline constexpr std::array kRules{kMissingStorage,   kShortStorage,   kStorageNotData,
                                   kScriptReachesOut, kCustomOperator, kPackageCode,
                                   kNameCase,         kServedCode,     kLegacyLayout};

}  // namespace bartizan::scan::torch

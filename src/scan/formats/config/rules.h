// Rules of model configuration in JSON; their texts: catalogs/rules/config.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::config {

// auto_map: classes come from Python files beside the configuration.
inline constexpr RuleId kRemoteCode{"BZ-CFG-001"};
// auto_map with repo--module: classes come from Python files of another repository.
inline constexpr RuleId kForeignCode{"BZ-CFG-002"};
// The configuration itself asks to trust the repository's code.
inline constexpr RuleId kTrustRemoteCode{"BZ-CFG-003"};
// A pipeline class from a Python file.
inline constexpr RuleId kCustomPipeline{"BZ-CFG-004"};
// A Keras layer or value made of marshalled Python code.
inline constexpr RuleId kKerasLambda{"BZ-CFG-005"};
// A Keras object of a module that is not Keras.
inline constexpr RuleId kKerasForeignObject{"BZ-CFG-006"};
// A name that the loader resolves and that runs code, opens or connects.
inline constexpr RuleId kDangerousName{"BZ-CFG-007"};
// The configuration chooses a module that is imported.
inline constexpr RuleId kChosenImport{"BZ-CFG-008"};
// jsonpickle: objects that are built by calling what the text names.
inline constexpr RuleId kJsonPickle{"BZ-CFG-009"};
// One of these keys stands twice in an object.
inline constexpr RuleId kDuplicateKey{"BZ-CFG-010"};
// One of these keys in a text that is not strict JSON.
inline constexpr RuleId kNotStrict{"BZ-CFG-011"};

inline constexpr std::array kRules{kRemoteCode,     kForeignCode,  kTrustRemoteCode,
                                   kCustomPipeline, kKerasLambda,  kKerasForeignObject,
                                   kDangerousName,  kChosenImport, kJsonPickle,
                                   kDuplicateKey,   kNotStrict};

}  // namespace bartizan::scan::config

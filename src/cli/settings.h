// Settings: configuration, store and exceptions of one run, opened the same way by every command.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "run/config.h"
#include "run/exceptions.h"
#include "store/store.h"

namespace bartizan::cli {

// Reads the configuration; explains on standard error and returns nullopt when it is wrong.
std::optional<run::Config> load_settings(const GlobalOptions& global,
                                         const std::vector<std::string>& roots);

// Opens the store that the options, the configuration or the default name. nullptr after having
// explained why on standard error.
std::unique_ptr<store::Store> open_store(const GlobalOptions& global, const run::Config& config,
                                         bool durable = false);

// The same for a command that needs none and only leaves evidence: nullptr, without a word, where
// it cannot be written.
std::unique_ptr<store::Store> open_for_evidence(const GlobalOptions& global,
                                                const run::Config& config);

// What counts now: the exceptions of the configuration, and those that were granted in the store. A
// store that cannot be asked is complained of.
run::Exceptions exceptions_in_force(store::Store& store, const run::Config& config);

}  // namespace bartizan::cli

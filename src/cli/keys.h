// Keys: what sign, verify and key share. Each explains on standard error what it cannot do.
#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "run/config.h"
#include "run/keys.h"

namespace bartizan::cli {

// The folder beside the store that the options, the configuration or the default name.
run::KeyFolder key_folder(const GlobalOptions& global, const run::Config& config);

// The first line of a file; nullopt after having said why there is none.
std::optional<std::string> passphrase_of(const std::string& file);
// Asks, without showing it, where somebody can answer.
std::optional<std::string> ask_passphrase(const std::string& question);

// A name of `bartizan key`, a PEM file, or a pkcs11: URI.
std::optional<assure::sign::PrivateKey> load_private_key(const run::KeyFolder& keys,
                                                         const std::string& key,
                                                         const std::string& passphrase_file);
// A PEM file, or a name with the keys that were there before. False after having said why not.
bool trust_key(const run::KeyFolder& keys, const std::string& key, assure::sign::Trust& trust);

}  // namespace bartizan::cli

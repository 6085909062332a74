// Catalogue: puts an installed one in force at the start, and installs a newer one.
//
// What it is: signature and trust around scan::Catalog: nothing of an update is read before a
// trusted key's signature over exactly its bytes was checked, and an installed one is checked again
// at every start. What it is not: the policy of what may change (assure/catalog). The process has
// one catalogue in force, set once, before any thread.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/api.h"
#include "base/limits.h"
#include "record/artifact.h"

namespace bartizan::run {

// Keys whose catalogues may be installed: a key that was rotated away still counts, so that what it
// signed before stays in force.
using TrustedKeys = std::vector<assure::sign::TrustedKey>;

// One's own keys, beside the store (run/keys.h).
TrustedKeys own_keys(const std::string& store);
// Keys as a configuration lists them: PEM text itself, or files of it. What cannot be read is said
// in `problems` and left out.
TrustedKeys listed_keys(const std::vector<std::string>& keys, std::vector<std::string>& problems);

// The catalogue in force in this process.
const assure::catalog::State& catalog_state();
// Puts what is installed for the store in force, if it can be trusted. Otherwise the built-in one
// stays, and the state says why.
const assure::catalog::State& use_installed_catalog(const std::string& store,
                                                    const TrustedKeys& keys);
// Which catalogue a run has used.
void describe_catalog(record::Run& run);
// What the reader of a report must know of it; empty for nothing.
std::string catalog_note();

struct UpdateOptions {
  std::string file;
  std::string store;
  TrustedKeys keys;   // that are always trusted
  TrustedKeys named;  // by --key; remembered with what they signed
  bool dry_run = false;
  bool accept_weaker = false;
  base::Limits limits;
  std::function<bool()> cancelled;
};
// Fails only for trouble of our own, such as a file that cannot be written.
std::expected<assure::catalog::Answer, std::string> update_catalog(const UpdateOptions& options);

// Back to the built-in catalogue; the highest version stays remembered where the file can be read.
// False when none was installed.
std::expected<bool, std::string> reset_catalog(const std::string& store);

// A compiled table as a signed envelope's text.
std::expected<std::string, std::string> pack_catalog(std::string table,
                                                     const assure::sign::PrivateKey& key);

}  // namespace bartizan::run

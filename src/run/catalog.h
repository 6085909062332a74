// Catalogue: puts an installed one in force at the start, and installs a newer one.
//
// What it is: signature and trust around scan::Catalog: nothing of an update is read before a
// trusted key's signature over exactly its bytes was checked, and an installed one is checked again
// at every start. What it is not: the policy of what may change (assure/catalog). The process has
// one catalogue in force, set once, before any thread.
#pragma once

#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/catalog/update.h"
#include "base/limits.h"
#include "record/artifact.h"

namespace bartizan::run {

// A public key whose catalogues may be installed.
struct TrustedKey {
  std::string pem;
  std::string from;    // as people should read it: "--key vendor.pem", "bartizan key acme" ...
  bool named = false;  // by --key, for this time
};

// Reads the keys that `where` lists: PEM text itself, or files of it. What cannot be read is said in
// `problems` and left out.
std::vector<TrustedKey> read_trusted_keys(const std::vector<std::string>& keys,
                                          const std::string& from,
                                          std::vector<std::string>& problems);

// The catalogue in force in this process.
const assure::catalog::State& catalog_state();
// Puts what is installed for the store in force, if it can be trusted. Otherwise the built-in one
// stays, and the state says why.
const assure::catalog::State& use_installed_catalog(const std::string& store,
                                                    std::span<const TrustedKey> keys);
// Which catalogue a run has used.
void describe_catalog(record::Run& run);
// What the reader of a report must know of it; empty for nothing.
std::string catalog_note();

struct UpdateOptions {
  std::string file;
  std::string store;
  std::vector<TrustedKey> keys;
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

// A compiled table as a signed envelope's text. `key`: PEM of a private key, unencrypted or with
// `passphrase`.
std::expected<std::string, std::string> pack_catalog(
    std::string table, std::string_view key,
    const std::function<std::optional<std::string>()>& passphrase);

}  // namespace bartizan::run

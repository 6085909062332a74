// Keys: the one home of our own keys: a folder beside the store.
//
// What it is: for each name a private key (NAME.key, PKCS#8, encrypted where a passphrase was
// given) and what is known of it (NAME.toml: purpose, creation, public key, and those that were
// used before). Folder 0700, files 0600; one that others can read is refused. What it is not: a
// place for other people's keys. Errors are sentences for people. One thread.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "base/time.h"

namespace bartizan::run {

struct OldKey {
  std::string fingerprint, public_key;  // PEM
  base::Millis created = 0;
  base::Millis retired = 0;  // verifies what it signed; signs nothing any more
};
struct KeyInfo {
  std::string name;
  std::string purpose;  // free text: "models", "catalogues" ...
  std::string algorithm;
  std::string fingerprint, public_key;
  base::Millis created = 0;
  bool encrypted = false;
  std::vector<OldKey> old;  // latest first
};

struct KeyError {
  std::string what;
  bool usage = false;  // what was asked for is wrong, not the disk
};

class KeyFolder {
 public:
  // Beside a store; "/x/store.db" -> "/x/keys". Nothing is made before a key is.
  static KeyFolder beside(const std::string& store);
  explicit KeyFolder(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::expected<std::vector<KeyInfo>, std::string> list() const;
  std::expected<KeyInfo, std::string> find(const std::string& name) const;
  // Whether the name is taken, whatever its description looks like.
  bool has(const std::string& name) const;
  // Refused where the name is taken.
  std::expected<KeyInfo, KeyError> create(const std::string& name, const std::string& purpose,
                                          assure::sign::Curve curve, const std::string& passphrase,
                                          base::Millis now);
  // A new key of the same name, curve and purpose.
  std::expected<KeyInfo, std::string> rotate(const std::string& name, const std::string& passphrase,
                                             base::Millis now);
  std::expected<assure::sign::PrivateKey, std::string> open(
      const std::string& name, const assure::sign::Passphrase& passphrase) const;

 private:
  std::string path_;
};

// Letters, digits, ".", "-", "_", at most 64, beginning with a letter or digit.
bool is_key_name(std::string_view name);

// The current key and the old ones, for Trust::keys.
std::vector<assure::sign::TrustedKey> trusted_keys(const KeyInfo& key);

// Whose signature a text has.
struct SignedBy {
  bool named = false;  // one of the keys has the fingerprint that it names
  const assure::sign::TrustedKey* key = nullptr;  // whose it is, made while that signed
};
// `signature`: base64 of DER; `at`: when it says that it was made.
SignedBy signed_by(const std::vector<assure::sign::TrustedKey>& keys, std::string_view fingerprint,
                   std::string_view text, std::string_view signature, base::Millis at);

}  // namespace bartizan::run

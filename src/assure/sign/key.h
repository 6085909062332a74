// Keys: elliptic curve keys that sign and verify, as OpenSSL has them.
//
// What it is: P-256, P-384 and P-521 with the hash that belongs to each (SHA-256, SHA-384,
// SHA-512), read from PEM, DER, a certificate, or a token behind a provider. What it is not: a home
// for keys (run/keys.h), or an opinion whom to trust. Handles share their key; thread-safe once
// made. Errors are sentences for people. Private keys are wiped by OpenSSL when the last handle
// goes.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;
struct x509_st;

namespace bartizan::assure::sign {

enum class Curve { p256, p384, p521 };
std::string_view name(Curve curve);  // "P-256"

class PublicKey {
 public:
  // The first key of the text ("BEGIN PUBLIC KEY"); a private key is refused.
  static std::expected<PublicKey, std::string> from_pem(std::string_view pem);
  // SubjectPublicKeyInfo.
  static std::expected<PublicKey, std::string> from_der(std::string_view der);
  static std::expected<PublicKey, std::string> of_certificate(x509_st* certificate);

  Curve curve() const { return curve_; }
  // The one PEM text of this key: uncompressed point, lines of 64.
  const std::string& pem() const { return pem_; }
  // SHA-256 of that text, lower-case hexadecimal: the hint of OpenSSF Model Signing.
  const std::string& fingerprint() const { return fingerprint_; }
  // Whether `signature` (DER) is over `bytes`, hashed with what belongs to the curve.
  bool verify(std::string_view bytes, std::string_view signature) const;
  // The same hashed with SHA-256 whatever the curve: model-signing 0.2.0 did so.
  bool verify_sha256(std::string_view bytes, std::string_view signature) const;

 private:
  friend class PrivateKey;
  static std::expected<PublicKey, std::string> made(std::shared_ptr<evp_pkey_st> key);
  bool check(const char* hash, std::string_view bytes, std::string_view signature) const;

  std::shared_ptr<evp_pkey_st> key_;
  Curve curve_ = Curve::p256;
  std::string pem_, fingerprint_;
};

// Asked only for a key that is encrypted; nullopt gives up.
using Passphrase = std::function<std::optional<std::string>()>;

class PrivateKey {
 public:
  static std::expected<PrivateKey, std::string> generate(Curve curve);
  static std::expected<PrivateKey, std::string> from_pem(std::string_view pem,
                                                         const Passphrase& passphrase);
  // "pkcs11:..." (RFC 7512), through the provider "pkcs11" where one is installed. The key stays
  // where it is.
  static std::expected<PrivateKey, std::string> from_token(const std::string& uri,
                                                           const Passphrase& pin);

  const PublicKey& public_key() const { return public_; }
  // DER, over `bytes` hashed with what belongs to the curve.
  std::expected<std::string, std::string> sign(std::string_view bytes) const;
  // PKCS#8; encrypted (PBES2, AES-256-CBC) unless `passphrase` is empty.
  std::expected<std::string, std::string> pem(std::string_view passphrase) const;

 private:
  static std::expected<PrivateKey, std::string> made(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  PublicKey public_;
};

}  // namespace bartizan::assure::sign

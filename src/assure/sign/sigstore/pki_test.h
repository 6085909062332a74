// Helpers of tests: keys, certificates, SCTs and timestamps of authorities that nobody runs.
//
// What is made here is made as the authorities make it, by OpenSSL, so that what is checked is
// checked against another's writing. Failures trap.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assure/sign/sigstore/ossl.h"

namespace bartizan::assure::sigstore::pki {

Key make_key(const std::string& kind);  // "P-256", "P-384", "P-521", "Ed25519", "RSA-2048"
std::string spki(EVP_PKEY* key);
std::string sign(EVP_PKEY* key, std::string_view bytes);

// An extension by its DER content.
struct Raw {
  std::string oid;
  bool critical = false;
  std::string content;
};
struct Request {
  std::string name;  // common name; empty: no subject
  base::Millis from = 0;
  base::Millis to = 0;
  EVP_PKEY* key = nullptr;
  const X509* issuer = nullptr;  // nullptr: self-signed
  EVP_PKEY* issuer_key = nullptr;
  std::vector<std::pair<int, std::string>> extensions;  // NID, value as in openssl.cnf
  std::vector<Raw> raw;
};
Certificate issue(const Request& request);

// The certificate with an SCT over it, signed again.
struct CtLog {
  EVP_PKEY* key = nullptr;
  std::string id;
  base::Millis time = 0;
};
Certificate with_scts(const Certificate& certificate, const X509* issuer, EVP_PKEY* issuer_key,
                      const std::vector<CtLog>& logs);

std::string timestamp(X509* authority, EVP_PKEY* key, std::string_view signature, base::Millis time,
                      const EVP_MD* digest = EVP_sha256());
std::string utf8_string(std::string_view text);  // DER

}  // namespace bartizan::assure::sigstore::pki

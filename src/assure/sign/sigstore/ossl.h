// The corner of OpenSSL that verification of keyless signatures stands on, with owners.
//
// What it is: handles that free themselves, readers that refuse trailing bytes, one function that
// checks a signature. What it is not: a policy; which digest goes with which key is decided here
// once, who may sign is decided elsewhere. Thread-safe as OpenSSL is: objects belong to one thread.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace bartizan::assure::sigstore {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

// Only what owns nothing; the anchors and intermediates stay with whoever has them.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using Certificates = std::unique_ptr<STACK_OF(X509), FreeStack>;

inline const unsigned char* octets(std::string_view bytes) {
  return static_cast<const unsigned char*>(static_cast<const void*>(bytes.data()));
}
std::string_view octets(const unsigned char* bytes, std::size_t size);

// Nothing unless all of `der` is one certificate or one SubjectPublicKeyInfo.
Certificate read_certificate(std::string_view der);
Key read_key(std::string_view der);
std::string encoded(const X509* certificate);
// SubjectPublicKeyInfo, DER, of the key as it stands in the certificate.
std::string key_bytes(const X509* certificate);
// SHA-256 of the key's PEM text, hexadecimal.
std::string key_fingerprint(EVP_PKEY* key);
std::string subject_of(const X509* certificate);

// "ECDSA P-256 with SHA-256" and the like; nullptr for keys that nothing is believed by here.
struct Algorithm {
  const char* name;
  const EVP_MD* digest;  // nullptr: the algorithm has its own (Ed25519)
};
std::optional<Algorithm> algorithm_of(EVP_PKEY* key);
bool signed_by(EVP_PKEY* key, std::string_view bytes, std::string_view signature);

std::optional<base::Millis> to_millis(const ASN1_TIME* time);
// What OpenSSL complained of last, or `otherwise`; its queue is empty afterwards.
std::string last_error(std::string_view otherwise);
std::string digest_of(std::string_view bytes, const EVP_MD* algorithm);

}  // namespace bartizan::assure::sigstore

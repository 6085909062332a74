#include "assure/sign/sigstore/ossl.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <iterator>

#include "base/hash.h"

namespace bartizan::assure::sigstore {
namespace {

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

std::string text_of(BIO* bio) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

// A d2i function over all of the bytes.
template <typename Handle, typename Read>
Handle read_all(std::string_view der, Read read) {
  const unsigned char* at = octets(der);
  const unsigned char* const begin = at;
  Handle object(read(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!object || std::distance(begin, at) != static_cast<std::ptrdiff_t>(der.size())) return {};
  return object;
}

template <typename Object, typename Write>
std::string written(Object* object, Write write) {
  unsigned char* bytes = nullptr;
  const int size = write(object, &bytes);
  if (size <= 0) return {};
  std::string out(octets(bytes, static_cast<std::size_t>(size)));
  OPENSSL_free(bytes);
  return out;
}

}  // namespace

std::string_view octets(const unsigned char* bytes, std::size_t size) {
  return {static_cast<const char*>(static_cast<const void*>(bytes)), size};
}

Certificate read_certificate(std::string_view der) {
  Certificate read = read_all<Certificate>(der, d2i_X509);
  // Other encodings of the same certificate would be other bytes in the log.
  if (read && encoded(read.get()) != der) return {};
  return read;
}

Key read_key(std::string_view der) { return read_all<Key>(der, d2i_PUBKEY); }

std::string encoded(const X509* certificate) { return written(certificate, i2d_X509); }

std::string key_bytes(const X509* certificate) {
  return written(X509_get_X509_PUBKEY(certificate), i2d_X509_PUBKEY);
}

std::string key_fingerprint(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_PUBKEY(out.get(), key) != 1) return {};
  return base::hex(base::sha256(text_of(out.get())));
}

std::string subject_of(const X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out) return {};
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  return text_of(out.get());
}

std::optional<Algorithm> algorithm_of(EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return Algorithm{"Ed25519", nullptr};
    case EVP_PKEY_EC:
      break;
    case EVP_PKEY_RSA:
      // NIST SP 800-131A: less is no longer accepted for signatures.
      if (EVP_PKEY_get_bits(key) < 2048) return std::nullopt;
      return Algorithm{"RSA with SHA-256", EVP_sha256()};
    default:
      return std::nullopt;
  }
  char group[32] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) != 1) return std::nullopt;
  const std::string_view name(group, size);
  if (name == "prime256v1") return Algorithm{"ECDSA P-256 with SHA-256", EVP_sha256()};
  if (name == "secp384r1") return Algorithm{"ECDSA P-384 with SHA-384", EVP_sha384()};
  if (name == "secp521r1") return Algorithm{"ECDSA P-521 with SHA-512", EVP_sha512()};
  return std::nullopt;
}

bool signed_by(EVP_PKEY* key, std::string_view bytes, std::string_view signature) {
  const auto algorithm = algorithm_of(key);
  const std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  const bool good =
      algorithm && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, algorithm->digest, nullptr, key) == 1 &&
      EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(bytes),
                       bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

std::optional<base::Millis> to_millis(const ASN1_TIME* time) {
  const std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (!epoch || time == nullptr || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return (static_cast<base::Millis>(days) * 86400 + seconds) * 1000;
}

std::string last_error(std::string_view otherwise) {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  std::string text(reason != nullptr ? std::string_view(reason) : otherwise);
  ERR_clear_error();
  return text;
}

std::string digest_of(std::string_view bytes, const EVP_MD* algorithm) {
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
  auto* to = static_cast<unsigned char*>(static_cast<void*>(out.data()));
  if (EVP_Digest(bytes.data(), bytes.size(), to, nullptr, algorithm, nullptr) != 1) return {};
  return out;
}

}  // namespace bartizan::assure::sigstore

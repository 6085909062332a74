// Signed certificate timestamps, RFC 6962, section 3.
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/certificate.h"

namespace bartizan::assure::sigstore {
namespace {

struct FreeList {
  void operator()(STACK_OF(SCT) * list) const { SCT_LIST_free(list); }
};
using List = std::unique_ptr<STACK_OF(SCT), FreeList>;

void put_number(std::string& out, std::uint64_t value, int size) {
  for (int i = size - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

// digitally-signed struct of section 3.2, for a precertificate.
std::string signed_part(const SCT* sct, const X509* issuer, std::string_view certificate) {
  std::string bytes;
  put_number(bytes, 0, 1);  // v1
  put_number(bytes, 0, 1);  // certificate_timestamp
  put_number(bytes, SCT_get_timestamp(sct), 8);
  put_number(bytes, 1, 2);  // precert_entry
  bytes += digest_of(key_bytes(issuer), EVP_sha256());
  put_number(bytes, certificate.size(), 3);
  bytes += certificate;
  unsigned char* extensions = nullptr;
  const std::size_t size = SCT_get0_extensions(sct, &extensions);
  put_number(bytes, size, 2);
  bytes += octets(extensions, size);
  return bytes;
}

bool fits(int signature_kind, EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key);
  return (signature_kind == NID_ecdsa_with_SHA256 && kind == EVP_PKEY_EC) ||
         (signature_kind == NID_sha256WithRSAEncryption && kind == EVP_PKEY_RSA);
}

Sct check(const SCT* sct, const X509* issuer, std::string_view certificate, const Log& log) {
  const auto time = static_cast<base::Millis>(SCT_get_timestamp(sct));
  const std::string name = "the certificate log " + log.base_url;
  if (SCT_get_version(sct) != SCT_VERSION_V1) {
    return {false, name + " has an SCT of a version that is not known here"};
  }
  unsigned char* signature = nullptr;
  const std::size_t size = SCT_get0_signature(sct, &signature);
  const Key key = read_key(log.key);
  if (!key || !fits(SCT_get_signature_nid(sct), key.get()) ||
      !signed_by(key.get(), signed_part(sct, issuer, certificate), octets(signature, size))) {
    return {false, name + " did not sign the SCT of this certificate and issuer"};
  }
  if (!log.window.covers(time)) {
    return {false,
            name + " counts " + words_of(log.window) + ", its SCT is of " + base::format_utc(time)};
  }
  return {true, name + " promised at " + base::format_utc(time) + " to show the certificate"};
}

}  // namespace

std::string precertificate(const X509* certificate) {
  const Certificate copy(X509_dup(certificate));
  const int at = copy ? X509_get_ext_by_NID(copy.get(), NID_ct_precert_scts, -1) : -1;
  if (at < 0) return {};
  X509_EXTENSION_free(X509_delete_ext(copy.get(), at));
  unsigned char* bytes = nullptr;
  const int size = i2d_re_X509_tbs(copy.get(), &bytes);
  if (size <= 0) return {};
  std::string out(octets(bytes, static_cast<std::size_t>(size)));
  OPENSSL_free(bytes);
  return out;
}

Sct verify_sct(const Leaf& leaf, const X509* issuer, const std::vector<Log>& ct_logs) {
  int critical = 0;
  const List list(static_cast<STACK_OF(SCT)*>(
      X509_get_ext_d2i(leaf.certificate.get(), NID_ct_precert_scts, &critical, nullptr)));
  ERR_clear_error();
  if (!list) {
    return {false, critical == -1 ? "the certificate has no SCT"
                                  : "the SCTs of the certificate cannot be read"};
  }
  if (issuer == nullptr) return {false, "the certificate's issuer is not known"};
  const std::string certificate = precertificate(leaf.certificate.get());
  Sct found{false, "the certificate has no SCT of a log that the trusted root names"};
  for (int i = 0; i < sk_SCT_num(list.get()); ++i) {
    const SCT* sct = sk_SCT_value(list.get(), i);
    unsigned char* id = nullptr;
    const std::size_t size = SCT_get0_log_id(sct, &id);
    const std::string_view name = octets(id, size);
    Sct best{false, {}};
    for (const Log& log : ct_logs) {
      if (name.empty() || log.id != name) continue;
      Sct one = check(sct, issuer, certificate, log);
      if (best.what.empty() || one.good) best = std::move(one);
      if (best.good) break;
    }
    // A promise that a known log did not make is a forgery, whatever else there is.
    if (!best.what.empty() && !best.good) return best;
    if (best.good) found = std::move(best);
  }
  if (!found.good && sk_SCT_num(list.get()) > 0) {
    unsigned char* id = nullptr;
    const std::size_t size = SCT_get0_log_id(sk_SCT_value(list.get(), 0), &id);
    found.what += "; its first is of the log " + signature::to_hex(octets(id, size));
  }
  return found;
}

}  // namespace bartizan::assure::sigstore

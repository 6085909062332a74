#include "assure/sign/sigstore/pki_test.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "base/result.h"

namespace bartizan::assure::sigstore::pki {
namespace {

template <typename Object, typename Write>
std::string written(Object* object, Write write) {
  unsigned char* bytes = nullptr;
  const int size = write(object, &bytes);
  BZ_CHECK(size > 0);
  std::string out(octets(bytes, static_cast<std::size_t>(size)));
  OPENSSL_free(bytes);
  return out;
}

void put_number(std::string& out, std::uint64_t value, int size) {
  for (int i = size - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

void sign_certificate(X509* certificate, EVP_PKEY* key) {
  BZ_CHECK(X509_sign(certificate, key, algorithm_of(key)->digest) > 0);
}

void add_raw(X509* certificate, const Raw& raw) {
  const std::unique_ptr<ASN1_OBJECT, Free<ASN1_OBJECT_free>> oid(OBJ_txt2obj(raw.oid.c_str(), 1));
  const std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>> content(
      ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(content.get(), octets(raw.content), static_cast<int>(raw.content.size()));
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
      X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), raw.critical ? 1 : 0, content.get()));
  BZ_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

int fixed_time(TS_RESP_CTX*, void* data, long* seconds, long* micros) {
  *seconds = static_cast<long>(*static_cast<base::Millis*>(data) / 1000);
  *micros = 0;
  return 1;
}

ASN1_INTEGER* fixed_serial(TS_RESP_CTX*, void*) {
  ASN1_INTEGER* serial = ASN1_INTEGER_new();
  ASN1_INTEGER_set(serial, 7);
  return serial;
}

}  // namespace

Key make_key(const std::string& kind) {
  EVP_PKEY* key = kind == "Ed25519"    ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                  : kind == "RSA-2048" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{2048})
                                       : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind.c_str());
  BZ_CHECK(key != nullptr);
  return Key(key);
}

std::string spki(EVP_PKEY* key) { return written(key, i2d_PUBKEY); }

std::string sign(EVP_PKEY* key, std::string_view bytes) {
  const std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  std::size_t size = 0;
  BZ_CHECK(EVP_DigestSignInit(context.get(), nullptr, algorithm_of(key)->digest, nullptr, key) ==
           1);
  BZ_CHECK(EVP_DigestSign(context.get(), nullptr, &size, octets(bytes), bytes.size()) == 1);
  std::string signature(size, '\0');
  auto* to = static_cast<unsigned char*>(static_cast<void*>(signature.data()));
  BZ_CHECK(EVP_DigestSign(context.get(), to, &size, octets(bytes), bytes.size()) == 1);
  signature.resize(size);
  return signature;
}

Certificate issue(const Request& request) {
  Certificate made(X509_new());
  X509* certificate = made.get();
  static long serial = 1000;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(certificate), static_cast<std::time_t>(request.from / 1000));
  ASN1_TIME_set(X509_getm_notAfter(certificate), static_cast<std::time_t>(request.to / 1000));
  X509_set_pubkey(certificate, request.key);
  if (!request.name.empty()) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               octets(request.name), -1, -1, 0);
  }
  const X509* issuer = request.issuer != nullptr ? request.issuer : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  X509V3_CTX context;
  X509V3_set_ctx(&context, const_cast<X509*>(issuer), certificate, nullptr, nullptr, 0);
  for (const auto& [nid, value] : request.extensions) {
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    BZ_CHECK(extension != nullptr);
    BZ_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
  }
  for (const Raw& raw : request.raw) add_raw(certificate, raw);
  sign_certificate(certificate, request.issuer_key != nullptr ? request.issuer_key : request.key);
  // Flags of extensions are worked out once per object: the next reader shall begin anew.
  return read_certificate(encoded(certificate));
}

Certificate with_scts(const Certificate& certificate, const X509* issuer, EVP_PKEY* issuer_key,
                      const std::vector<CtLog>& logs) {
  const std::string precertificate = written(certificate.get(), i2d_re_X509_tbs);
  std::string list;
  for (const CtLog& log : logs) {
    std::string bytes;  // RFC 6962, section 3.2
    put_number(bytes, 0, 2);
    put_number(bytes, static_cast<std::uint64_t>(log.time), 8);
    put_number(bytes, 1, 2);
    bytes += digest_of(key_bytes(issuer), EVP_sha256());
    put_number(bytes, precertificate.size(), 3);
    bytes += precertificate;
    put_number(bytes, 0, 2);
    const std::string signature = sign(log.key, bytes);
    std::string sct(1, '\0');
    sct += log.id;
    put_number(sct, static_cast<std::uint64_t>(log.time), 8);
    put_number(sct, 0, 2);
    sct += "\x04\x03";  // sha256, ecdsa
    put_number(sct, signature.size(), 2);
    sct += signature;
    put_number(list, sct.size(), 2);
    list += sct;
  }
  std::string content;
  put_number(content, list.size(), 2);
  content += list;
  const std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>> wrapped(
      ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(wrapped.get(), octets(content), static_cast<int>(content.size()));
  Certificate made(X509_dup(certificate.get()));
  add_raw(made.get(),
          {"1.3.6.1.4.1.11129.2.4.2", false, written(wrapped.get(), i2d_ASN1_OCTET_STRING)});
  sign_certificate(made.get(), issuer_key);
  return read_certificate(encoded(made.get()));
}

std::string timestamp(X509* authority, EVP_PKEY* key, std::string_view signature, base::Millis time,
                      const EVP_MD* signed_with) {
  const std::unique_ptr<TS_REQ, Free<TS_REQ_free>> request(TS_REQ_new());
  const std::unique_ptr<TS_MSG_IMPRINT, Free<TS_MSG_IMPRINT_free>> imprint(TS_MSG_IMPRINT_new());
  const std::unique_ptr<X509_ALGOR, Free<X509_ALGOR_free>> algorithm(X509_ALGOR_new());
  X509_ALGOR_set_md(algorithm.get(), EVP_sha256());
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  std::string digest = digest_of(signature, EVP_sha256());
  TS_MSG_IMPRINT_set_msg(imprint.get(),
                         static_cast<unsigned char*>(static_cast<void*>(digest.data())),
                         static_cast<int>(digest.size()));
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_cert_req(request.get(), 1);
  const std::unique_ptr<BIO, Free<BIO_free_all>> in(BIO_new(BIO_s_mem()));
  i2d_TS_REQ_bio(in.get(), request.get());

  const std::unique_ptr<TS_RESP_CTX, Free<TS_RESP_CTX_free>> context(TS_RESP_CTX_new());
  const std::unique_ptr<ASN1_OBJECT, Free<ASN1_OBJECT_free>> policy(
      OBJ_txt2obj("1.3.6.1.4.1.57264.2", 1));
  BZ_CHECK(TS_RESP_CTX_set_signer_cert(context.get(), authority) == 1);
  TS_RESP_CTX_set_signer_key(context.get(), key);
  TS_RESP_CTX_set_signer_digest(context.get(), signed_with);
  TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256());
  TS_RESP_CTX_set_def_policy(context.get(), policy.get());
  TS_RESP_CTX_add_md(context.get(), EVP_sha256());
  TS_RESP_CTX_set_serial_cb(context.get(), fixed_serial, nullptr);
  TS_RESP_CTX_set_time_cb(context.get(), fixed_time, &time);
  const std::unique_ptr<TS_RESP, Free<TS_RESP_free>> response(
      TS_RESP_create_response(context.get(), in.get()));
  BZ_CHECK(response != nullptr);
  ERR_clear_error();
  return written(response.get(), i2d_TS_RESP);
}

std::string utf8_string(std::string_view text) {
  BZ_CHECK(text.size() < 128);
  return std::string("\x0c") + static_cast<char>(text.size()) + std::string(text);
}

}  // namespace bartizan::assure::sigstore::pki

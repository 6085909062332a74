#include "assure/sign/sigstore/timestamp.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <iterator>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/certificate.h"
#include "assure/sign/sigstore/ossl.h"

namespace bartizan::assure::sigstore {
namespace {

using Response = std::unique_ptr<TS_RESP, Free<TS_RESP_free>>;

std::string_view text_of(const ASN1_OCTET_STRING* string) {
  return octets(ASN1_STRING_get0_data(string),
                static_cast<std::size_t>(ASN1_STRING_length(string)));
}

Response read_response(std::string_view der) {
  const unsigned char* at = octets(der);
  const unsigned char* const begin = at;
  Response response(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!response || std::distance(begin, at) != static_cast<std::ptrdiff_t>(der.size())) return {};
  return response;
}

// nullptr for what collisions are known of, or nothing is known here.
const EVP_MD* accepted_digest(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  switch (OBJ_obj2nid(object)) {
    case NID_sha256:
      return EVP_sha256();
    case NID_sha384:
      return EVP_sha384();
    case NID_sha512:
      return EVP_sha512();
    default:
      return nullptr;
  }
}

// The levels of OpenSSL are about certificates, not about what signs the token.
bool strong(PKCS7* token) {
  STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
  for (int i = 0; i < sk_PKCS7_SIGNER_INFO_num(signers); ++i) {
    X509_ALGOR* digest = nullptr;
    PKCS7_SIGNER_INFO_get0_algs(sk_PKCS7_SIGNER_INFO_value(signers, i), nullptr, &digest, nullptr);
    if (digest == nullptr || accepted_digest(digest) == nullptr) return false;
  }
  return true;
}

// What the token says it is over, held against the signature; empty: that.
std::string imprint_problem(TS_TST_INFO* info, std::string_view signature) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const EVP_MD* algorithm = accepted_digest(TS_MSG_IMPRINT_get_algo(imprint));
  if (algorithm == nullptr) return "has a digest of a kind that is not accepted";
  const std::string_view said = text_of(TS_MSG_IMPRINT_get_msg(imprint));
  const std::string expected = digest_of(signature, algorithm);
  if (said == expected) return {};
  return "is over another signature: " + signature::to_hex(said) + ", this one is " +
         signature::to_hex(expected);
}

// Whether `response` is signed by the authority, whose certificates are valid at `time`.
std::string authority_problem(TS_RESP* response, const std::vector<Certificate>& chain,
                              base::Millis time) {
  if (chain.empty()) return "the authority's certificates cannot be read";
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, chain.back().get());
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(time / 1000));
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_auth_level(parameters, 2);
  STACK_OF(X509)* known = sk_X509_new_null();
  for (const Certificate& one : chain) {
    X509_up_ref(one.get());
    sk_X509_push(known, one.get());
  }
  const std::unique_ptr<TS_VERIFY_CTX, Free<TS_VERIFY_CTX_free>> context(TS_VERIFY_CTX_new());
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_store(context.get(), store);  // both belong to it from here
  TS_VERIFY_CTX_set_certs(context.get(), known);
  if (TS_RESP_verify_response(context.get(), response) != 1) {
    return last_error("its signature is not good");
  }
  if (!strong(TS_RESP_get_token(response))) return "it is signed with a digest that is too weak";
  // Where the root names the signer itself, no other below the same anchor will do.
  if (X509_check_ca(chain.front().get()) != 0) return {};
  const Certificates signers(PKCS7_get0_signers(TS_RESP_get_token(response), known, 0));
  const bool named = signers && sk_X509_num(signers.get()) == 1 &&
                     X509_cmp(sk_X509_value(signers.get(), 0), chain.front().get()) == 0;
  ERR_clear_error();
  return named ? std::string() : "it is signed by another than the trusted root names";
}

}  // namespace

Timestamp check_timestamp(std::string_view response, std::string_view signature,
                          const std::vector<Authority>& authorities) {
  Timestamp result;
  const Response read = read_response(response);
  TS_TST_INFO* info = read ? TS_RESP_get_tst_info(read.get()) : nullptr;
  const auto time = info != nullptr ? to_millis(TS_TST_INFO_get_time(info)) : std::nullopt;
  if (!time) {
    result.what = "cannot be read";
    return result;
  }
  result.time = *time;
  result.what = imprint_problem(info, signature);
  if (!result.what.empty()) return result;
  result.what =
      "is of " + base::format_utc(*time) + " and by no authority: the trusted root " + "names none";
  for (const Authority& authority : authorities) {
    const std::string problem = authority_problem(read.get(), read_chain(authority), *time);
    const std::string name = authority.uri.empty() ? authority.name : authority.uri;
    if (!problem.empty()) {
      if (!result.good) {
        result.what = "is of " + base::format_utc(*time) +
                      " and not signed by an authority of the trusted root: " + problem;
      }
      continue;
    }
    result.good = true;
    result.in_window = authority.window.covers(*time);
    result.what = "is of " + base::format_utc(*time) + ", by " + name;
    if (result.in_window) break;
    result.what += ", which counts " + words_of(authority.window);
  }
  return result;
}

}  // namespace bartizan::assure::sigstore

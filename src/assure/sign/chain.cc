#include "assure/sign/chain.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <climits>
#include <ctime>
#include <memory>

namespace bartizan::assure::sign {
namespace {

template <auto function>
struct Free {
  template <typename T>
  void operator()(T* one) const {
    function(one);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using X = std::unique_ptr<X509, Free<X509_free>>;
using Store = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;
struct FreeStack {
  void operator()(STACK_OF(X509) * all) const { sk_X509_free(all); }
};
using Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;
struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

X read_der(std::string_view der) {
  if (der.size() > INT_MAX) return nullptr;
  const unsigned char* at = bytes_of(der);
  X read(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!read) ERR_clear_error();
  // Bytes behind a certificate are not signed by anybody.
  if (read && at != bytes_of(der.substr(der.size()))) return nullptr;
  return read;
}

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  const char* text = static_cast<const char*>(static_cast<const void*>(bytes));
  std::string out(text, static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string name_of(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
    return {};
  }
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

base::Millis time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return static_cast<base::Millis>(timegm(&parts)) * 1000;
}

std::string shown(base::Millis time) { return base::format_utc(time).substr(0, 19) + "Z"; }

// The first name of the subject that is more than a label.
std::string alternative_name(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return {};
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* one = sk_GENERAL_NAME_value(names.get(), i);
    if (one->type != GEN_EMAIL && one->type != GEN_URI && one->type != GEN_DNS) continue;
    const char* text =
        static_cast<const char*>(static_cast<const void*>(ASN1_STRING_get0_data(one->d.ia5)));
    return {text, static_cast<std::size_t>(ASN1_STRING_length(one->d.ia5))};
  }
  return {};
}

void check_usage(X509* leaf, std::vector<Check>& checks) {
  const std::uint32_t flags = X509_get_extension_flags(leaf);
  const bool has_usage = (flags & EXFLAG_KUSAGE) != 0;
  const bool has_purpose = (flags & EXFLAG_XKUSAGE) != 0;
  constexpr const char* kId = "certificate-usage";
  if ((flags & EXFLAG_INVALID) != 0) {
    return refuse(checks, kId, "an extension of the certificate cannot be read");
  }
  if ((flags & EXFLAG_CA) != 0) {
    warn(checks, "certificate-authority",
         "the certificate is marked as an authority's, which should sign certificates only");
  }
  if (!has_usage && !has_purpose) {
    return refuse(checks, kId, "the certificate does not say that it may sign (key usage)");
  }
  if (has_usage && (X509_get_key_usage(leaf) & KU_DIGITAL_SIGNATURE) == 0) {
    return refuse(checks, kId, "the certificate's key usage is not digital signature");
  }
  if (has_purpose && (X509_get_extended_key_usage(leaf) & (XKU_CODE_SIGN | XKU_ANYEKU)) == 0) {
    return refuse(checks, kId, "the certificate is for other things than signing code");
  }
  pass(checks, kId,
       has_purpose ? "the certificate is for signing code"
                   : "the certificate is for digital signatures");
}

// An authority that was allowed to issue certificates for some purposes allows no others (RFC 5280,
// section 4.2.1.12, as verifiers read it). The root is whatever a person says it is.
void check_issuers(STACK_OF(X509) * built, std::vector<Check>& checks) {
  for (int i = 1; i + 1 < sk_X509_num(built); ++i) {
    X509* one = sk_X509_value(built, i);
    if ((X509_get_extension_flags(one) & EXFLAG_XKUSAGE) == 0 ||
        (X509_get_extended_key_usage(one) & (XKU_CODE_SIGN | XKU_ANYEKU)) != 0) {
      continue;
    }
    return refuse(checks, "certificate-usage",
                  "the issuer " + name_of(X509_get_subject_name(one)) +
                      " may issue certificates for other things than signing code");
  }
}

// Why OpenSSL found no way to a root, in words that say what to do.
std::string why(int error) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "the certificate does not lead to one of the given roots";
    default:
      return std::string("the certificate's chain is not good: ") +
             X509_verify_cert_error_string(error);
  }
}

void check_times(STACK_OF(X509) * built, base::Millis time, bool chosen,
                 std::vector<Check>& checks) {
  constexpr const char* kId = "certificate-time";
  const std::string when = shown(time) + (chosen ? "" : " (now)");
  for (int i = 0; i < sk_X509_num(built); ++i) {
    const X509* one = sk_X509_value(built, i);
    const std::string who =
        i == 0 ? "the certificate"
               : "the certificate of its issuer (" + name_of(X509_get_subject_name(one)) + ")";
    const base::Millis from = time_of(X509_get0_notBefore(one));
    const base::Millis until = time_of(X509_get0_notAfter(one));
    if (time > until) {
      return refuse(
          checks, kId,
          who + " expired at " + shown(until) + ", before " + when +
              (chosen ? "" : "; nothing that can be trusted says when it signed (--at TIME)"));
    }
    if (time < from) {
      return refuse(checks, kId, who + " is valid from " + shown(from) + " on, after " + when);
    }
  }
  pass(checks, kId, "every certificate of the chain is valid at " + when);
}

}  // namespace

std::expected<std::vector<std::string>, std::string> certificates_of_pem(std::string_view pem) {
  constexpr std::size_t kMost = 1000;
  ERR_clear_error();
  const Bio in(pem.size() > INT_MAX ? nullptr
                                    : BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<std::string> all;
  while (in && all.size() < kMost) {
    const X one(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    all.push_back(der_of(one.get()));
  }
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  // What ends a text of PEM blocks is that there is no further start line.
  if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE &&
      !all.empty()) {
    return all;
  }
  if (all.size() == kMost) return std::unexpected("holds more certificates than can be used");
  return std::unexpected(all.empty() ? "holds no certificate in PEM form (BEGIN CERTIFICATE)"
                                     : "holds a certificate that cannot be read");
}

std::expected<PublicKey, std::string> key_of_certificate(std::string_view der) {
  const X read = read_der(der);
  if (!read) return std::unexpected("is no certificate");
  return PublicKey::of_certificate(read.get());
}

std::optional<Certificate> describe_certificate(std::string_view der) {
  const X read = read_der(der);
  if (!read) return std::nullopt;
  Certificate out;
  out.subject = name_of(X509_get_subject_name(read.get()));
  out.issuer = name_of(X509_get_issuer_name(read.get()));
  out.name = alternative_name(read.get());
  out.not_before = time_of(X509_get0_notBefore(read.get()));
  out.not_after = time_of(X509_get0_notAfter(read.get()));
  return out;
}

std::optional<PublicKey> verify_chain(const std::vector<std::string>& chain,
                                      const std::vector<std::string>& roots, base::Millis time,
                                      bool chosen, std::vector<Check>& checks) {
  constexpr const char* kId = "certificate-chain";
  std::vector<X> given;
  for (const std::string& der : chain) {
    given.push_back(read_der(der));
    if (given.back()) continue;
    refuse(checks, kId, "a certificate of the signature cannot be read");
    return std::nullopt;
  }
  const Store store(X509_STORE_new());
  const StoreContext context(X509_STORE_CTX_new());
  const Stack others(sk_X509_new_null());
  if (given.empty() || !store || !context || !others) {
    refuse(checks, kId, "there is no certificate");
    return std::nullopt;
  }
  for (const std::string& der : roots) {
    const X root = read_der(der);
    if (root) X509_STORE_add_cert(store.get(), root.get());
  }
  for (std::size_t i = 1; i < given.size(); ++i) sk_X509_push(others.get(), given[i].get());
  X509* leaf = given.front().get();
  auto key = PublicKey::of_certificate(leaf);
  if (!key) refuse(checks, kId, "the certificate " + key.error());
  if (X509_STORE_CTX_init(context.get(), store.get(), leaf, others.get()) != 1) {
    refuse(checks, kId, "the certificate cannot be checked");
    return std::nullopt;
  }
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  // Whatever a person names as a root is one, also where another authority signed it. Times are
  // looked at below, where each can be named. 112 bits of security: no SHA-1, no RSA below 2048.
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  X509_VERIFY_PARAM_set_auth_level(param, 2);
  const bool good = X509_verify_cert(context.get()) == 1;
  if (good) {
    STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get());
    const X509* root = sk_X509_value(built, sk_X509_num(built) - 1);
    pass(checks, kId,
         "the certificate leads to the root " + name_of(X509_get_subject_name(root)) +
             ", which was given");
    check_times(built, time, chosen, checks);
    check_issuers(built, checks);
  } else {
    refuse(checks, kId, why(X509_STORE_CTX_get_error(context.get())));
  }
  ERR_clear_error();
  check_usage(leaf, checks);
  if (!key) return std::nullopt;
  return std::move(*key);
}

}  // namespace bartizan::assure::sign

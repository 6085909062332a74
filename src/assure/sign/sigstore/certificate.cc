// RFC 5280; https://github.com/sigstore/fulcio/blob/main/docs/certificate-specification.md and
// oid-info.md.
#include "assure/sign/sigstore/certificate.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <iterator>

namespace bartizan::assure::sigstore {
namespace {

using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Object = std::unique_ptr<ASN1_OBJECT, Free<ASN1_OBJECT_free>>;

// Fulcio's extensions.
constexpr const char* kIssuerRaw = "1.3.6.1.4.1.57264.1.1";
constexpr const char* kIssuer = "1.3.6.1.4.1.57264.1.8";
constexpr const char* kUserName = "1.3.6.1.4.1.57264.1.7";

Object object_of(const char* oid) { return Object(OBJ_txt2obj(oid, 1)); }

std::string_view text_of(const ASN1_STRING* string) {
  return octets(ASN1_STRING_get0_data(string),
                static_cast<std::size_t>(ASN1_STRING_length(string)));
}

// What a person cannot see must not tell two names apart.
bool printable(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

void read_identities(Leaf& leaf) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(leaf.certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return;
  const Object user = object_of(kUserName);
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    const void* value = GENERAL_NAME_get0_value(name, &type);
    std::string_view text;
    if (type == GEN_EMAIL || type == GEN_URI) {
      text = text_of(static_cast<const ASN1_STRING*>(value));
    } else if (type == GEN_OTHERNAME) {
      const auto* other = static_cast<const OTHERNAME*>(value);
      if (!user || OBJ_cmp(other->type_id, user.get()) != 0 ||
          other->value->type != V_ASN1_UTF8STRING) {
        continue;
      }
      text = text_of(other->value->value.utf8string);
    }
    if (printable(text)) leaf.identities.emplace_back(text);
  }
}

// The content of an extension that may stand once; empty where it is not there.
struct Content {
  std::string_view bytes;
  bool twice = false;
};
Content content_of(const X509* certificate, const char* oid) {
  const Object object = object_of(oid);
  const int at = object ? X509_get_ext_by_OBJ(certificate, object.get(), -1) : -1;
  if (at < 0) return {};
  return {text_of(X509_EXTENSION_get_data(X509_get_ext(certificate, at))),
          X509_get_ext_by_OBJ(certificate, object.get(), at) >= 0};
}

void read_issuer(Leaf& leaf) {
  const Content raw = content_of(leaf.certificate.get(), kIssuerRaw);
  const Content wrapped = content_of(leaf.certificate.get(), kIssuer);
  if (raw.twice || wrapped.twice) {
    leaf.issuer_problem = "names its issuer twice";
    return;
  }
  std::string issuer(raw.bytes);
  if (!wrapped.bytes.empty()) {
    const unsigned char* at = octets(wrapped.bytes);
    const unsigned char* const begin = at;
    const std::unique_ptr<ASN1_UTF8STRING, Free<ASN1_UTF8STRING_free>> text(
        d2i_ASN1_UTF8STRING(nullptr, &at, static_cast<long>(wrapped.bytes.size())));
    ERR_clear_error();
    if (!text || std::distance(begin, at) != static_cast<std::ptrdiff_t>(wrapped.bytes.size())) {
      leaf.issuer_problem = "names an issuer that cannot be read";
      return;
    }
    issuer = text_of(text.get());
    if (!raw.bytes.empty() && raw.bytes != issuer) {
      leaf.issuer_problem = "names two issuers, " + std::string(raw.bytes) + " and " + issuer;
      return;
    }
  }
  if (printable(issuer)) {
    leaf.issuer = issuer;
  } else {
    leaf.issuer_problem = "names no issuer";
  }
}

}  // namespace

std::optional<Leaf> read_leaf(std::string_view der) {
  Leaf leaf;
  leaf.certificate = read_certificate(der);
  if (!leaf.certificate) return std::nullopt;
  leaf.key.reset(X509_get_pubkey(leaf.certificate.get()));
  const auto from = to_millis(X509_get0_notBefore(leaf.certificate.get()));
  const auto to = to_millis(X509_get0_notAfter(leaf.certificate.get()));
  if (!leaf.key || !from || !to) {
    ERR_clear_error();
    return std::nullopt;
  }
  leaf.not_before = *from;
  leaf.not_after = *to;
  read_identities(leaf);
  read_issuer(leaf);
  ERR_clear_error();
  return leaf;
}

std::string form_problem(const Leaf& leaf) {
  X509* certificate = leaf.certificate.get();
  const std::uint32_t flags = X509_get_extension_flags(certificate);
  if (!algorithm_of(leaf.key.get())) return "has a key of a kind that is not accepted";
  if (X509_get_version(certificate) != X509_VERSION_3) return "is not of version 3";
  if ((flags & EXFLAG_INVALID) != 0) return "has extensions that contradict RFC 5280";
  if ((flags & EXFLAG_CRITICAL) != 0) return "has a critical extension that is not known here";
  if (X509_check_ca(certificate) != 0) return "is one of an authority, not of a signer";
  if ((flags & EXFLAG_KUSAGE) == 0 ||
      (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) == 0) {
    return "is not meant for digital signatures (key usage)";
  }
  if ((flags & EXFLAG_XKUSAGE) == 0 ||
      (X509_get_extended_key_usage(certificate) & XKU_CODE_SIGN) == 0) {
    return "is not meant for signing code (extended key usage)";
  }
  return {};
}

std::vector<Certificate> read_chain(const Authority& authority) {
  std::vector<Certificate> chain;
  for (const std::string& der : authority.chain) {
    chain.push_back(read_certificate(der));
    if (!chain.back()) return {};
  }
  return chain;
}

std::string path_problem(X509* certificate, const std::vector<Certificate>& chain,
                         base::Millis time) {
  if (chain.empty()) return "the authority's certificates cannot be read";
  const std::unique_ptr<X509_STORE, Free<X509_STORE_free>> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  const Certificates between(sk_X509_new_null());
  if (!store || !context || !between) return "out of memory";
  X509_STORE_add_cert(store.get(), chain.back().get());
  for (const Certificate& one : chain) {
    if (one != chain.back()) sk_X509_push(between.get(), one.get());
  }
  if (X509_STORE_CTX_init(context.get(), store.get(), certificate, between.get()) != 1) {
    return last_error("out of memory");
  }
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(time / 1000));
  // The last certificate is the anchor, whoever signed it (sigstore_trustroot.proto).
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_auth_level(parameters, 2);  // 112 bits, no SHA-1
  const bool good = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (!good) return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  // An authority below this one must be allowed what the signer does.
  STACK_OF(X509)* path = X509_STORE_CTX_get0_chain(context.get());
  if (sk_X509_num(path) < 2) return "the certificate is an anchor itself";
  for (int i = 1; i + 1 < sk_X509_num(path); ++i) {
    X509* one = sk_X509_value(path, i);
    if ((X509_get_extension_flags(one) & EXFLAG_XKUSAGE) != 0 &&
        (X509_get_extended_key_usage(one) & (XKU_CODE_SIGN | XKU_ANYEKU)) == 0) {
      return "an intermediate authority is not meant for signing code";
    }
  }
  return {};
}

std::string words_of(const Window& window) {
  if (!window.start) return "at no time, for want of a start,";
  std::string words = "from " + base::format_utc(*window.start);
  if (window.end) words += " to " + base::format_utc(*window.end);
  return words;
}

Chain verify_chain(const Leaf& leaf, const std::vector<Authority>& authorities, base::Millis time) {
  Chain chain;
  chain.what = "leads to no authority: the trusted root names none";
  // OpenSSL takes the last second of a certificate for outside, RFC 5280, section 4.1.2.5, does
  // not.
  const base::Millis at = time == leaf.not_after ? time - 1000 : time;
  bool near = false;  // already tells of an authority that could have issued it
  for (const Authority& authority : authorities) {
    const std::vector<Certificate> certificates = read_chain(authority);
    const std::string problem = path_problem(leaf.certificate.get(), certificates, at);
    const std::string name = authority.uri.empty() ? authority.name : authority.uri;
    if (problem.empty() && authority.window.covers(time)) {
      chain.good = true;
      chain.what = "leads to " + name + " at " + base::format_utc(time);
      // The one whose key checks the leaf, of several with the same name.
      for (const Certificate& one : certificates) {
        if (X509_check_issued(one.get(), leaf.certificate.get()) == X509_V_OK &&
            X509_verify(leaf.certificate.get(), X509_get0_pubkey(one.get())) == 1) {
          X509_up_ref(one.get());
          chain.issuer.reset(one.get());
          break;
        }
      }
      ERR_clear_error();
      return chain;
    }
    if (problem.empty()) {
      near = true;
      chain.what = "leads to " + name + ", which counts " + words_of(authority.window) +
                   ", not at " + base::format_utc(time);
    } else if (!near) {
      near = !certificates.empty() &&
             X509_check_issued(certificates.front().get(), leaf.certificate.get()) == X509_V_OK;
      chain.what =
          "leads to no authority of the trusted root at " + base::format_utc(time) + ": " + problem;
    }
  }
  return chain;
}

}  // namespace bartizan::assure::sigstore

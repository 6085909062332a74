#include "assure/sign/key.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

#include <array>
#include <climits>
#include <optional>

#include "base/hash.h"

namespace bartizan::assure::sign {
namespace {

struct CurveFacts {
  Curve curve;
  std::string_view name;
  const char* group;  // as OpenSSL calls it
  const char* hash;   // FIPS 186-5 asks for one of at least the curve's strength
};
constexpr std::array<CurveFacts, 3> kCurves{{
    {Curve::p256, "P-256", "prime256v1", "SHA256"},
    {Curve::p384, "P-384", "secp384r1", "SHA384"},
    {Curve::p521, "P-521", "secp521r1", "SHA512"},
}};

const CurveFacts& facts(Curve curve) { return kCurves[static_cast<std::size_t>(curve)]; }

template <auto function>
struct Free {
  template <typename T>
  void operator()(T* one) const {
    function(one);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Context = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Key = std::shared_ptr<EVP_PKEY>;

Key shared(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// No configuration of the machine may load code into a program that holds keys; what a token needs
// is loaded by name.
void begin() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  ERR_clear_error();
}

std::string reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  std::string out = text == nullptr ? "OpenSSL gives no reason" : text;
  ERR_clear_error();
  return out;
}

Bio over(std::string_view text) {
  return Bio(text.size() > INT_MAX ? nullptr
                                   : BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string taken(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

// PEM and stores ask through this; a longer answer than fits is no answer.
struct Asked {
  const Passphrase* ask;
  bool asked = false;
};
int answer(char* buffer, int size, int /*writing*/, void* context) {
  auto& asked = *static_cast<Asked*>(context);
  asked.asked = true;
  if (!*asked.ask) return -1;
  auto text = (*asked.ask)();
  if (!text || text->size() > static_cast<std::size_t>(size)) return -1;
  text->copy(buffer, text->size());
  const int length = static_cast<int>(text->size());
  OPENSSL_cleanse(text->data(), text->size());
  return length;
}

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

}  // namespace

std::string_view name(Curve curve) { return facts(curve).name; }

std::expected<PublicKey, std::string> PublicKey::made(std::shared_ptr<evp_pkey_st> key) {
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (EVP_PKEY_is_a(key.get(), "EC") != 1 ||
      EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &length) != 1) {
    ERR_clear_error();
    return std::unexpected("is no key of a named elliptic curve (P-256, P-384, P-521)");
  }
  PublicKey made;
  const std::string_view wanted(group.data(), length);
  bool known = false;
  for (const CurveFacts& one : kCurves) {
    if (wanted != one.group) continue;
    made.curve_ = one.curve;
    known = true;
  }
  if (!known) {
    return std::unexpected("is a key of the curve " + std::string(wanted) +
                           "; P-256, P-384 and P-521 are used here");
  }
  const Bio out(BIO_new(BIO_s_mem()));
  // One key, one text: a compressed point would be another one. A token's key may refuse to be
  // told, and has the uncompressed form anyway.
  if (EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                     "uncompressed") != 1) {
    ERR_clear_error();
  }
  if (!out || PEM_write_bio_PUBKEY(out.get(), key.get()) != 1) {
    return std::unexpected("has no public key that can be written: " + reason());
  }
  made.pem_ = taken(out.get());
  made.fingerprint_ = base::hex(base::sha256(made.pem_));
  made.key_ = std::move(key);
  return made;
}

std::expected<PublicKey, std::string> PublicKey::from_pem(std::string_view pem) {
  begin();
  if (pem.find("PRIVATE KEY-----") != pem.npos) {
    return std::unexpected("is a private key; a public one is enough to verify");
  }
  const Bio in = over(pem);
  Asked nobody{nullptr};
  const Passphrase none;
  nobody.ask = &none;
  EVP_PKEY* key = in ? PEM_read_bio_PUBKEY(in.get(), nullptr, answer, &nobody) : nullptr;
  if (key == nullptr) {
    ERR_clear_error();
    return std::unexpected("is no public key in PEM form (BEGIN PUBLIC KEY)");
  }
  return made(shared(key));
}

std::expected<PublicKey, std::string> PublicKey::from_der(std::string_view der) {
  begin();
  const unsigned char* at = bytes_of(der);
  EVP_PKEY* key =
      der.size() > INT_MAX ? nullptr : d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()));
  if (key == nullptr) {
    ERR_clear_error();
    return std::unexpected("is no public key in DER form");
  }
  const Key owned = shared(key);
  if (at != bytes_of(der.substr(der.size()))) return std::unexpected("has bytes behind the key");
  return made(owned);
}

std::expected<PublicKey, std::string> PublicKey::of_certificate(x509_st* certificate) {
  begin();
  EVP_PKEY* key = X509_get_pubkey(certificate);
  if (key == nullptr) return std::unexpected("has no key that can be read: " + reason());
  return made(shared(key));
}

bool PublicKey::check(const char* hash, std::string_view bytes, std::string_view signature) const {
  const Context context(EVP_MD_CTX_new());
  const bool good = context &&
                    EVP_DigestVerifyInit_ex(context.get(), nullptr, hash, nullptr, nullptr,
                                            key_.get(), nullptr) == 1 &&
                    EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                     bytes_of(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

bool PublicKey::verify(std::string_view bytes, std::string_view signature) const {
  return check(facts(curve_).hash, bytes, signature);
}

bool PublicKey::verify_sha256(std::string_view bytes, std::string_view signature) const {
  return check("SHA256", bytes, signature);
}

std::expected<PrivateKey, std::string> PrivateKey::made(std::shared_ptr<evp_pkey_st> key) {
  auto open = PublicKey::made(key);
  if (!open) return std::unexpected(std::move(open.error()));
  PrivateKey made;
  made.public_ = std::move(*open);
  made.key_ = std::move(key);
  return made;
}

std::expected<PrivateKey, std::string> PrivateKey::generate(Curve curve) {
  begin();
  EVP_PKEY* key = EVP_EC_gen(facts(curve).group);
  if (key == nullptr) return std::unexpected("no key could be made: " + reason());
  return made(shared(key));
}

std::expected<PrivateKey, std::string> PrivateKey::from_pem(std::string_view pem,
                                                            const Passphrase& passphrase) {
  begin();
  const Bio in = over(pem);
  Asked asked{&passphrase};
  EVP_PKEY* key = in ? PEM_read_bio_PrivateKey(in.get(), nullptr, answer, &asked) : nullptr;
  if (key == nullptr) {
    ERR_clear_error();
    return std::unexpected(asked.asked ? "is encrypted, and the passphrase does not open it"
                                       : "is no private key in PEM form (BEGIN PRIVATE KEY)");
  }
  return made(shared(key));
}

std::expected<PrivateKey, std::string> PrivateKey::from_token(const std::string& uri,
                                                              const Passphrase& pin) {
  begin();
  // Both stay for the life of the program: a key lives in the module.
  static OSSL_PROVIDER* const standard = OSSL_PROVIDER_load(nullptr, "default");
  static OSSL_PROVIDER* const token = OSSL_PROVIDER_load(nullptr, "pkcs11");
  if (standard == nullptr || token == nullptr) {
    return std::unexpected(
        "needs OpenSSL's provider \"pkcs11\", which is not installed here (" + reason() +
        "). Install pkcs11-provider, and name the token's module in PKCS11_PROVIDER_MODULE");
  }
  Asked asked{&pin};
  std::unique_ptr<UI_METHOD, Free<UI_destroy_method>> ui(UI_UTIL_wrap_read_pem_callback(answer, 0));
  struct Close {
    void operator()(OSSL_STORE_CTX* store) const { OSSL_STORE_close(store); }
  };
  const std::unique_ptr<OSSL_STORE_CTX, Close> store(OSSL_STORE_open_ex(
      uri.c_str(), nullptr, nullptr, ui.get(), &asked, nullptr, nullptr, nullptr));
  if (!store) return std::unexpected("cannot be opened: " + reason());
  while (OSSL_STORE_eof(store.get()) != 1) {
    OSSL_STORE_INFO* info = OSSL_STORE_load(store.get());
    if (info == nullptr) break;
    EVP_PKEY* key = OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY
                        ? OSSL_STORE_INFO_get1_PKEY(info)
                        : nullptr;
    OSSL_STORE_INFO_free(info);
    if (key != nullptr) return made(shared(key));
  }
  return std::unexpected("names no private key of the token: " + reason());
}

std::expected<std::string, std::string> PrivateKey::sign(std::string_view bytes) const {
  ERR_clear_error();
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit_ex(context.get(), nullptr, facts(public_.curve()).hash, nullptr, nullptr,
                            key_.get(), nullptr) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes_of(bytes), bytes.size()) != 1) {
    return std::unexpected("the key does not sign: " + reason());
  }
  std::string out(size, '\0');
  auto* into = static_cast<unsigned char*>(static_cast<void*>(out.data()));
  if (EVP_DigestSign(context.get(), into, &size, bytes_of(bytes), bytes.size()) != 1) {
    return std::unexpected("the key does not sign: " + reason());
  }
  out.resize(size);
  return out;
}

std::expected<std::string, std::string> PrivateKey::pem(std::string_view passphrase) const {
  ERR_clear_error();
  const Bio out(BIO_new(BIO_s_secmem()));
  const bool encrypted = !passphrase.empty();
  if (passphrase.size() > 1000) return std::unexpected("the passphrase is longer than 1000 bytes");
  if (!out ||
      PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), encrypted ? EVP_aes_256_cbc() : nullptr,
                                    encrypted ? passphrase.data() : nullptr,
                                    static_cast<int>(passphrase.size()), nullptr, nullptr) != 1) {
    return std::unexpected("the key cannot be written: " + reason());
  }
  return taken(out.get());
}

}  // namespace bartizan::assure::sign

#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/reader.h"
#include "base/result.h"

namespace bartizan::base {

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  // A configuration of the machine, or one that OPENSSL_CONF names, may load code; hashing needs
  // none.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  BZ_CHECK(context_ != nullptr);
  BZ_CHECK(EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::update(std::span<const std::byte> bytes) {
  BZ_CHECK(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest digest;
  BZ_CHECK(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), digest.data(), nullptr) == 1);
  return digest;
}

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes_of(bytes));
  return hash.finish();
}

std::string hex(const Digest& digest) {
  std::string text;
  text.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string base32(const Digest& digest, std::size_t length) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : digest) {
    bits = bits << 8 | byte;
    held += 8;
    while (held >= 5 && text.size() < length) {
      held -= 5;
      text += "abcdefghijklmnopqrstuvwxyz234567"[(bits >> held) & 31];
    }
  }
  return text;
}

}  // namespace bartizan::base

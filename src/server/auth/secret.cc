#include "server/auth/secret.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/hash.h"
#include "base/result.h"
#include "run/replace_file.h"
#include "text/base64.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;  // NIST SP 800-38D, section 5.2.1.1
constexpr std::size_t kTagBytes = 16;

const unsigned char* octets(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}
unsigned char* octets(std::string& text) {
  return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

std::string hmac(const EVP_MD* hash, std::string_view key, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  BZ_CHECK(HMAC(hash, key.data(), static_cast<int>(key.size()), octets(text), text.size(),
                octets(out), &length) != nullptr);
  out.resize(length);
  return out;
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  BZ_CHECK(RAND_bytes(octets(out), static_cast<int>(count)) == 1);
  return out;
}

std::string base64url(std::string_view bytes) {
  std::string text = text::encode_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

std::string random_secret() { return base64url(random_bytes(kKeyBytes)); }

std::string base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    bits += 8;
    for (; bits >= 5; bits -= 5) out += kDigits[held >> (bits - 5) & 31];
  }
  if (bits > 0) out += kDigits[held << (5 - bits) & 31];
  return out;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> unhex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    for (const char c : text.substr(i, 2)) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      byte = byte << 4 | static_cast<unsigned>(digit);
    }
    out += static_cast<char>(byte);
  }
  return out;
}

std::string sha256_hex(std::string_view text) { return base::hex(base::sha256(text)); }

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hmac_sha1(std::string_view key, std::string_view text) {
  return hmac(EVP_sha1(), key, text);
}

std::expected<ServerKey, std::string> ServerKey::open(const std::string& folder) {
  const std::string path = folder + "/server.secret";
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) {
    if ((status.st_mode & 077) != 0) {
      return std::unexpected(path + " can be read by others: chmod 600 " + path +
                             ", and make new tokens if somebody did");
    }
    std::ifstream file(path);
    std::string text;
    file >> text;
    auto bytes = unhex(text);
    if (!bytes || bytes->size() != kKeyBytes) {
      return std::unexpected(path + " is not the key of a server");
    }
    return ServerKey(std::move(*bytes));
  }
  std::string made = random_bytes(kKeyBytes);
  if (const std::string why = run::replace_file(path, hex(made) + "\n"); !why.empty()) {
    return std::unexpected("cannot write " + path + ": " + why);
  }
  return ServerKey(std::move(made));
}

std::string ServerKey::digest(std::string_view purpose, std::string_view text) const {
  std::string both(purpose);
  both += '\0';
  both += text;
  return hex(hmac(EVP_sha256(), bytes_, both));
}

std::string ServerKey::seal(std::string_view purpose, std::string_view text) const {
  const std::string nonce = random_bytes(kNonceBytes);
  std::string out(text.size(), '\0');
  std::string tag(kTagBytes, '\0');
  int length = 0;
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  BZ_CHECK(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, octets(bytes_),
                              octets(nonce)) == 1 &&
           EVP_EncryptUpdate(cipher.get(), nullptr, &length, octets(purpose),
                             static_cast<int>(purpose.size())) == 1 &&
           EVP_EncryptUpdate(cipher.get(), octets(out), &length, octets(text),
                             static_cast<int>(text.size())) == 1 &&
           EVP_EncryptFinal_ex(cipher.get(), octets(tag), &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1);
  return hex(nonce + tag + out);
}

std::optional<std::string> ServerKey::unseal(std::string_view purpose,
                                             std::string_view sealed) const {
  const auto whole = unhex(sealed);
  if (!whole || whole->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view view = *whole;
  const std::string_view nonce = view.substr(0, kNonceBytes);
  std::string tag(view.substr(kNonceBytes, kTagBytes));
  const std::string_view text = view.substr(kNonceBytes + kTagBytes);
  std::string out(text.size(), '\0');
  std::string rest(kTagBytes, '\0');
  int length = 0;
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const bool ok =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, octets(bytes_), octets(nonce)) ==
          1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, octets(purpose),
                        static_cast<int>(purpose.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), octets(out), &length, octets(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), octets(rest), &length) == 1;
  if (!ok) return std::nullopt;
  return out;
}

}  // namespace bartizan::server

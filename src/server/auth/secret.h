// Secrets: random values, their digests, and the key of this installation.
//
// What it is: OpenSSL's random numbers, HMAC, AES-256-GCM and comparison, and the one key that
// keyed digests and sealed text need. It stands in the folder of keys, outside the database: who
// has the database alone can neither check guesses of tokens nor read what is sealed. What it is
// not: a key that signs (run/keys.h), or passwords (password.h). Values own their text and are not
// wiped: they live for a request. Thread-safe.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace bartizan::server {

std::string random_bytes(std::size_t count);
// 256 bits, base64url without padding: 43 characters.
std::string random_secret();
// RFC 4648, URL-safe alphabet, no padding.
std::string base64url(std::string_view bytes);
// RFC 4648, upper case, no padding, as authenticator apps take it.
std::string base32(std::string_view bytes);
std::string hex(std::string_view bytes);
std::optional<std::string> unhex(std::string_view text);
std::string sha256_hex(std::string_view text);
// The time it takes depends on the length alone.
bool same_secret(std::string_view a, std::string_view b);

std::string hmac_sha1(std::string_view key, std::string_view text);

class ServerKey {
 public:
  // Reads FOLDER/server.secret (mode 0600), or makes it.
  static std::expected<ServerKey, std::string> open(const std::string& folder);
  explicit ServerKey(std::string bytes) : bytes_(std::move(bytes)) {}

  // HMAC-SHA-256, 64 hexadecimal digits; `purpose` keeps uses apart.
  std::string digest(std::string_view purpose, std::string_view text) const;
  // AES-256-GCM; the text is bound to `purpose`, which must be the same to open it.
  std::string seal(std::string_view purpose, std::string_view text) const;
  std::optional<std::string> unseal(std::string_view purpose, std::string_view sealed) const;

 private:
  std::string bytes_;
};

}  // namespace bartizan::server

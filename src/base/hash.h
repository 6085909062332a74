// SHA-256 (FIPS 180-4) by OpenSSL, whole or in pieces.
//
// Not for the core: the parent hashes, a parser never does. One object per stream; not copyable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bartizan::base {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::span<const std::byte> bytes);
  Digest finish();

 private:
  void* context_;
};

Digest sha256(std::string_view bytes);
// Lower-case hexadecimal, 64 characters.
std::string hex(const Digest& digest);
// RFC 4648 base32 in lower case without padding, the first `length` characters.
std::string base32(const Digest& digest, std::size_t length = 26);

}  // namespace bartizan::base

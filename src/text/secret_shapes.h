// The published shapes of keys, and the variables that hold them. Only secrets.cc includes it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bartizan::text {

enum class Alphabet : std::uint8_t { alphanumeric, dashed, hex, base32 };

// `prefix` and then `least` to `most` characters of the alphabet, and none more of it behind.
struct SecretShape {
  std::string_view prefix;
  std::string_view provider;
  Alphabet alphabet = Alphabet::alphanumeric;
  std::size_t least = 0;
  std::size_t most = 0;
};
// Longer prefixes stand before those that they begin with.
std::span<const SecretShape> secret_shapes();
bool in_alphabet(Alphabet alphabet, char c);

}  // namespace bartizan::text

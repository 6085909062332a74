// The published shapes of keys, and the variables that hold them. Only secrets.cc and
// secrets_anywhere.cc include it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace bartizan::text {

enum class Alphabet : std::uint8_t { alphanumeric, dashed, hex, base32 };

bool in_alphabet(Alphabet alphabet, char c);
// No key of any shape is shorter, its prefix included.
inline constexpr std::size_t kShortestKey = 20;

struct ShapedKey {
  std::size_t end = 0;
  std::size_t prefix = 0;  // how much of its front is the same in all of them
  std::string_view provider;
};
// The key that begins at `at`, which has to be where a word begins. Placeholders are none.
std::optional<ShapedKey> shaped_key_at(std::string_view text, std::size_t at);

// Where the password of a connection to a database stands that is none of a URL's, whatever it is,
// but for references to one: user:password@tcp(host) and password= behind "jdbc:".
struct Stretch {
  std::size_t begin = 0, end = 0;
};
std::vector<Stretch> connection_passwords(std::string_view text);

// What stands where a key would be in documentation, and what no generator of keys writes.
bool is_placeholder(std::string_view tail);
// Whatever the case of the text; `words` are in lower case.
bool contains_any(std::string_view text, std::initializer_list<std::string_view> words);

}  // namespace bartizan::text

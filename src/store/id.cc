#include "store/id.h"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <span>

#include "base/hash.h"
#include "base/result.h"

namespace bartizan::store {

std::string natural_id(std::string_view kind, std::string_view key) {
  return std::string(kind) + '_' + base::base32(base::sha256(key));
}

std::string ulid(std::string_view kind, base::Millis now) {
  std::array<std::uint8_t, 16> bytes{};
  for (unsigned i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(now >> (40 - 8 * i));
  BZ_CHECK(getrandom(std::span(bytes).subspan(6).data(), 10, 0) == 10);
  std::string id = std::string(kind) + '_';
  // 26 digits of 5 bits; the first holds only 3, so two bits of zero stand before the 128.
  std::uint32_t bits = 0;
  unsigned held = 2;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    held += 8;
    while (held >= 5) {
      held -= 5;
      id += "0123456789abcdefghjkmnpqrstvwxyz"[(bits >> held) & 31];
    }
  }
  return id;
}

}  // namespace bartizan::store

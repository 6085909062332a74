#include "io/git_object.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace bartizan::io {
namespace {

// RFC 1951: symbols of a code, and the bits of one.
constexpr std::size_t kLiterals = 288, kDistances = 32, kMostBits = 15;
constexpr int kNone = -1;

// Bits of a text, the lowest of each byte first. Past its end there are only zeros, and `ended`.
class Bits {
 public:
  explicit Bits(std::string_view bytes) : bytes_(bytes) {}

  unsigned take(unsigned count) {
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i) value |= one() << i;
    return value;
  }
  unsigned one() {
    const std::size_t byte = at_ / 8;
    if (byte >= bytes_.size()) {
      ended_ = true;
      return 0;
    }
    return static_cast<unsigned>(static_cast<unsigned char>(bytes_[byte])) >> (at_++ % 8) & 1U;
  }
  void to_byte() { at_ = (at_ + 7) / 8 * 8; }
  bool ended() const { return ended_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

// A canonical Huffman code by the lengths of its symbols (RFC 1951, 3.2.2).
class Code {
 public:
  explicit Code(std::span<const std::uint8_t> lengths) : lengths_(lengths) {
    for (const std::uint8_t length : lengths) ++counts_[length];
    counts_[0] = 0;
  }

  // The next symbol, or kNone.
  int symbol(Bits& bits) const {
    unsigned code = 0, first = 0;
    for (unsigned length = 1; length <= kMostBits; ++length) {
      code = code << 1U | bits.one();
      if (code >= first && code - first < counts_[length]) return nth(length, code - first);
      first = (first + counts_[length]) << 1U;
    }
    return kNone;
  }

 private:
  int nth(unsigned length, unsigned n) const {
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
      if (lengths_[i] == length && n-- == 0) return static_cast<int>(i);
    }
    return kNone;
  }

  std::span<const std::uint8_t> lengths_;
  std::array<unsigned, kMostBits + 1> counts_{};
};

using Lengths = std::array<std::uint8_t, kLiterals + kDistances>;

// The code that RFC 1951, 3.2.6 fixes.
void fixed_lengths(std::span<std::uint8_t> lengths) {
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  }
}

// The code that the block describes, 3.2.7; 0 where it makes no sense, else how many literals.
std::size_t described_lengths(Bits& bits, Lengths& lengths) {
  constexpr std::array<std::uint8_t, 19> kOrder{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                11, 4,  12, 3, 13, 2, 14, 1, 15};
  const std::size_t literals = bits.take(5) + 257, distances = bits.take(5) + 1;
  const std::size_t count = bits.take(4) + 4, all = literals + distances;
  if (literals > kLiterals) return 0;
  std::array<std::uint8_t, kOrder.size()> of_lengths{};
  for (std::size_t i = 0; i < count; ++i) {
    of_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
  }
  const Code code(of_lengths);
  for (std::size_t at = 0; at < all;) {
    const int symbol = code.symbol(bits);
    if (symbol == kNone || bits.ended()) return 0;
    if (symbol < 16) {
      lengths[at++] = static_cast<std::uint8_t>(symbol);
      continue;
    }
    if (symbol == 16 && at == 0) return 0;
    const std::uint8_t value = symbol == 16 ? lengths[at - 1] : std::uint8_t{0};
    std::size_t times = symbol == 16   ? bits.take(2) + 3
                        : symbol == 17 ? bits.take(3) + 3
                                       : bits.take(7) + 11;
    for (; times > 0 && at < all; --times) lengths[at++] = value;
  }
  return literals;
}

// How many letters stand first in a stream, up to a repetition or the end of a block; they go to
// `out`.
std::size_t front_of(std::string_view bytes, std::span<char> out) {
  Bits bits(bytes);
  std::size_t size = 0;
  bits.take(1);  // whether it is the last block
  const unsigned kind = bits.take(2);
  Lengths lengths{};
  std::size_t literals = 0;
  if (kind == 0) {
    bits.to_byte();
    const unsigned count = bits.take(16);
    if ((bits.take(16) ^ count) != 0xFFFF) return 0;
    while (size < std::min<std::size_t>(out.size(), count)) {
      const unsigned value = bits.take(8);
      if (bits.ended()) break;
      out[size++] = static_cast<char>(value);
    }
    return size;
  }
  if (kind == 1) {
    literals = kLiterals;
    fixed_lengths(std::span<std::uint8_t>(lengths).first(kLiterals));
  } else if (kind == 2) {
    literals = described_lengths(bits, lengths);
  }
  if (literals == 0) return 0;
  const Code code(std::span<const std::uint8_t>(lengths).first(literals));
  while (size < out.size()) {
    const int symbol = code.symbol(bits);
    if (symbol == kNone || symbol > 255 || bits.ended()) break;
    out[size++] = static_cast<char>(symbol);
  }
  return size;
}

}  // namespace

bool begins_as_git_object(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const unsigned method = static_cast<unsigned char>(bytes[0]);
  const unsigned flags = static_cast<unsigned char>(bytes[1]);
  // Deflate, a window of at most 32 KiB, no dictionary (RFC 1950).
  if ((method & 0x0FU) != 8 || method > 0x78 || (method << 8U | flags) % 31 != 0) return false;
  if ((flags & 0x20U) != 0) return false;
  std::array<char, 8> letters{};
  const std::size_t size = front_of(bytes.substr(2, kGitObjectFront), letters);
  const std::string_view front(letters.data(), size);
  for (const std::string_view type : {"blob ", "tree ", "commit ", "tag "}) {
    if (!front.starts_with(type) || front.size() == type.size()) continue;
    const char digit = front[type.size()];
    return digit >= '0' && digit <= '9';
  }
  return false;
}

}  // namespace bartizan::io

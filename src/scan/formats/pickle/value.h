// Value: what the abstract pickle machine knows about one object, in eight bytes.
//
// What it is: a kind, three bits of taint and 56 bits of payload: where an operand stands in the
// source, where a container's elements stand in the Heap, which name a global has. What it is not:
// the object; nothing is ever built. Plain data, trivially copyable.
//
// Layout, from bit 0:
//   text        offset 40 | length 16 (saturating)
//   integer     56 bits, signed, saturating
//   container   position 36 | count 12 (saturating) | size 8 (minifloat, docs/formats/pickle.md)
//   named       position 36 | name 20
//   all         ... 56 | kind 5 | taint 3
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace bartizan::scan::pickle {

enum class Kind : std::uint8_t {
  absent,  // no value (an empty memo entry)
  none,
  boolean,
  integer,
  real,
  utf8,     // str: BINUNICODE and its kin
  escaped,  // str: UNICODE, raw-unicode-escape line
  raw,      // str or bytes: BINSTRING, bytes of an 8-bit string
  quoted,   // str or bytes: STRING, a quoted literal with escapes
  bytes,
  bytearray,
  tuple,
  frozenset,  // immutable: position is that of the first element
  list,
  dict,
  set,            // mutable: position is that of a `contents` entry, which knows the elements
  contents,       // only in the Heap: the elements of a mutable container
  contents_more,  // the same, and more elements that were not kept
  global,         // what GLOBAL and its kin found
  module,         // a module object (import_module)
  instance,       // made by calling a class; position is that of (arguments, state) in the Heap
  result,         // made by calling a function; the same
  storage,        // a tensor storage named by a persistent id
  persistent,     // any other persistent id
  extension,      // from the extension registry
  buffer,         // an out-of-band buffer
  unknown,        // something else, of which a finding or a gap has told
};

// What stands in an object, everything below it included.
enum Taint : std::uint8_t {
  kLiteral = 0,
  kObject = 1,    // built by known-safe classes and functions, or such a class itself
  kFunction = 2,  // a known function that is safe to call in its role, here as a value
  kUnsafe = 4,    // something unknown or dangerous, which has a finding of its own
};

class Value {
 public:
  constexpr Value() = default;

  static constexpr Value plain(Kind kind, Taint taint = kLiteral) { return Value(kind, taint, 0); }
  static constexpr Value boolean(bool value) { return Value(Kind::boolean, kLiteral, value); }
  static constexpr Value integer(std::int64_t value) {
    return Value(
        Kind::integer, kLiteral,
        static_cast<std::uint64_t>(std::clamp(value, kMinInteger, kMaxInteger)) & kPayloadMask);
  }
  static constexpr Value text(Kind kind, std::uint64_t offset, std::uint64_t length) {
    if (offset >= std::uint64_t{1} << kOffsetBits) return plain(Kind::unknown);
    return Value(kind, kLiteral, offset | std::min(length, kMaxLength) << kOffsetBits);
  }
  static constexpr Value container(Kind kind, std::uint8_t taint, std::uint64_t position,
                                   std::uint64_t count, std::uint8_t size) {
    return Value(kind, taint,
                 position | std::min(count, kMaxCount) << kPositionBits |
                     std::uint64_t{size} << (kPositionBits + kCountBits));
  }
  static constexpr Value named(Kind kind, std::uint8_t taint, std::uint32_t name,
                               std::uint64_t position = 0) {
    return Value(kind, taint, position | std::uint64_t{name} << kPositionBits);
  }

  constexpr std::uint64_t bits() const { return bits_; }
  constexpr Kind kind() const { return static_cast<Kind>(bits_ >> kPayloadBits & 31); }
  constexpr std::uint8_t taint() const { return static_cast<std::uint8_t>(bits_ >> 61); }
  static constexpr std::uint8_t taint_of(std::uint64_t bits) {
    return static_cast<std::uint8_t>(bits >> 61);
  }

  constexpr std::int64_t integer() const {
    return static_cast<std::int64_t>(bits_ << 8) >> 8;  // sign extension of 56 bits
  }
  constexpr bool truth() const { return (bits_ & 1) != 0; }
  constexpr std::uint64_t offset() const { return bits_ & ((std::uint64_t{1} << kOffsetBits) - 1); }
  constexpr std::uint64_t length() const { return bits_ >> kOffsetBits & kMaxLength; }
  constexpr std::uint64_t position() const {
    return bits_ & ((std::uint64_t{1} << kPositionBits) - 1);
  }
  constexpr std::uint64_t count() const { return bits_ >> kPositionBits & kMaxCount; }
  constexpr std::uint8_t size() const {
    return static_cast<std::uint8_t>(bits_ >> (kPositionBits + kCountBits));
  }
  constexpr std::uint32_t name() const {
    return static_cast<std::uint32_t>(bits_ >> kPositionBits & kMaxName);
  }

  constexpr bool is_str() const {
    return kind() == Kind::utf8 || kind() == Kind::escaped || is_old_str();
  }
  // Python 2 strings: str or bytes, as the loader's encoding says.
  constexpr bool is_old_str() const { return kind() == Kind::raw || kind() == Kind::quoted; }
  constexpr bool is_bytes() const {
    return kind() == Kind::bytes || kind() == Kind::bytearray || is_old_str();
  }
  constexpr bool is_text() const { return kind() >= Kind::utf8 && kind() <= Kind::bytearray; }
  constexpr bool is_literal_scalar() const {
    return kind() >= Kind::none && kind() <= Kind::bytearray;
  }
  constexpr bool is_container() const { return kind() >= Kind::tuple && kind() <= Kind::set; }
  constexpr bool is_mutable() const { return kind() >= Kind::list && kind() <= Kind::set; }

  static constexpr unsigned kPayloadBits = 56, kOffsetBits = 40, kPositionBits = 36,
                            kCountBits = 12, kNameBits = 20;
  static constexpr std::uint64_t kMaxLength = 0xFFFF, kMaxCount = (1 << kCountBits) - 1,
                                 kMaxName = (1 << kNameBits) - 1;
  static constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 55) - 1,
                                kMinInteger = -(std::int64_t{1} << 55);

 private:
  static constexpr std::uint64_t kPayloadMask = (std::uint64_t{1} << kPayloadBits) - 1;

  constexpr Value(Kind kind, std::uint8_t taint, std::uint64_t payload)
      : bits_(payload | std::uint64_t{static_cast<std::uint8_t>(kind)} << kPayloadBits |
              std::uint64_t{taint} << 61) {}

  std::uint64_t bits_ = 0;
};
static_assert(sizeof(Value) == 8);

// Symbolic sizes: how many objects there would be if every reference were a copy. Three bits of
// mantissa, rounded down, so that long chains do not grow by rounding and doublings always do.
constexpr std::uint8_t pack_size(std::uint64_t n) {
  if (n < 8) return static_cast<std::uint8_t>(n);
  const unsigned exponent = static_cast<unsigned>(std::bit_width(n)) - 4;
  if (exponent >= 31) return 255;
  return static_cast<std::uint8_t>((exponent + 1) << 3 | (n >> exponent & 7));
}
constexpr std::uint64_t unpack_size(std::uint8_t packed) {
  if (packed < 8) return packed;
  return std::uint64_t{8u | (packed & 7u)} << ((packed >> 3) - 1);
}
static_assert(unpack_size(pack_size(1000)) == 960 && unpack_size(255) > 16'000'000'000);

}  // namespace bartizan::scan::pickle

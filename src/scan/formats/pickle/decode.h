// Decoding of single opcodes and of the texts they carry.
//
// What it is: where an opcode's argument stands, and what the line and string arguments mean, by
// the grammar CPython's unpicklers accept. What it is not: the machine; nothing here keeps state
// beyond a reading window. OperandText owns its window. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/reader.h"
#include "base/vec.h"
#include "scan/formats/pickle/opcodes.h"
#include "scan/formats/pickle/value.h"

namespace bartizan::scan::pickle {

// One opcode where it stands; argument is a range of the same positions as the reader's.
struct Decoded {
  Op op = Op::stop;
  const OpInfo* info = nullptr;  // nullptr: not an opcode, or cut off
  std::uint64_t offset = 0;
  std::uint64_t argument = 0;         // first byte of the text or the number
  std::uint64_t argument_length = 0;  // without length prefix and newline
  std::uint64_t second_length = 0;    // two_lines: of the second line
  std::uint64_t number = 0;           // fixed-size integers, sign-extended for i4
};

// Longest line that is read: INT, LONG and UNICODE lines may be long, names are not.
inline constexpr std::size_t kMaxLine = 16 * base::kMiB;

// Reads the opcode at the reader's position and skips its argument.
Decoded decode(base::Reader& reader);

// INT: int(line, 0), with 00 and 01 for the booleans. nullopt: both unpicklers refuse the line.
std::optional<Value> parse_int(std::string_view line);
// LONG: the same in base 10 or prefixed, a trailing L allowed.
std::optional<Value> parse_long(std::string_view line);
// GET and PUT: int(line), decimal.
std::optional<std::uint64_t> parse_index(std::string_view line);
bool is_float(std::string_view line);
// Of a line that one of them accepts: whether the Python unpickler refuses it (NUL, octal without a
// prefix) ...
bool python_refuses(Op op, std::string_view line);
// ... or the C one (blanks, underscores and overflow in FLOAT).
bool c_refuses(Op op, std::string_view line);
// The line up to a NUL, where the C unpickler stops reading numbers.
std::string_view up_to_nul(std::string_view line);
// LONG1 and LONG4: little-endian two's complement.
Value parse_little(std::span<const std::byte> bytes);
// STRING: the text between matching quotes, still with escapes.
std::optional<std::string_view> unquote(std::string_view line);
// An identifier with dots, as every real module and class name is.
bool is_dotted_name(std::string_view text);

// The text of values, read again from the source when somebody asks.
class OperandText {
 public:
  // Longer texts are cut: no name and no evidence needs more.
  static constexpr std::size_t kMax = 4096;

  OperandText(base::Source& source, base::Budget& budget) : source_(&source), window_(budget) {}

  // At most kMax bytes; valid until the next call.
  std::string_view raw(std::uint64_t offset, std::uint64_t length);
  // Appends what Python would have: escapes decoded, 8-bit strings as they are. False when the
  // value is no text, was cut, or memory is refused.
  bool append(Value value, base::Text& out);

 private:
  static constexpr std::size_t kWindowBytes = 16 * base::kKiB;

  base::Source* source_;
  base::Vec<std::byte> window_;
  std::uint64_t window_offset_ = 0;
  std::size_t window_size_ = 0;
};

}  // namespace bartizan::scan::pickle

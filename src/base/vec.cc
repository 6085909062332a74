#include "base/vec.h"

#include <array>
#include <charconv>

namespace bartizan::base {
namespace {

template <typename Number>
bool append_decimal(Text& text, Number value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), value);
  return text.append(
      std::string_view(digits.data(), static_cast<std::size_t>(end.ptr - digits.data())));
}

}  // namespace

bool Text::append_number(std::uint64_t value) { return append_decimal(*this, value); }

bool Text::append_signed(std::int64_t value) { return append_decimal(*this, value); }

bool Text::append_hex(std::uint64_t value, unsigned digits) {
  for (unsigned i = digits; i-- > 0;) {
    if (!append("0123456789abcdef"[(value >> (4 * i)) & 15])) return false;
  }
  return true;
}

}  // namespace bartizan::base

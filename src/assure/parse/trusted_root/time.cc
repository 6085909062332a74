#include "assure/parse/trusted_root/time.h"

#include <cstdint>
#include <string>

namespace bartizan::assure::sigstore {
namespace {

// The number of exactly `digits` digits at the front, which is taken off.
std::optional<std::int64_t> take(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> offset_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take(text, 2);
  if (!hours || !skip(text, ':')) return std::nullopt;
  const auto minutes = take(text, 2);
  if (!minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

}  // namespace

std::optional<base::Millis> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  // The day by the reader that knows how long months are.
  const auto day = base::parse_utc(text.substr(0, 10));
  text.remove_prefix(11);
  const auto hour = take(text, 2);
  if (!day || *day < 0 || !hour || !skip(text, ':')) return std::nullopt;
  const auto minute = take(text, 2);
  if (!minute || !skip(text, ':')) return std::nullopt;
  const auto second = take(text, 2);
  // A leap second is written as 60.
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  std::int64_t millis = 0;
  if (skip(text, '.')) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits == text.npos || digits > 9) return std::nullopt;
    std::string three(text.substr(0, digits));
    three.resize(3, '0');
    std::string_view view = three;
    millis = *take(view, 3);
    text.remove_prefix(digits);
  }
  const auto offset = offset_minutes(text);
  if (!offset) return std::nullopt;
  const base::Millis time =
      *day + ((*hour * 60 + *minute - *offset) * 60 + *second) * 1000 + millis;
  if (time < 0) return std::nullopt;
  return time;
}

}  // namespace bartizan::assure::sigstore

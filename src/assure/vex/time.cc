#include "assure/vex/time.h"

#include <algorithm>
#include <string>

namespace bartizan::assure::vex {
namespace {

std::optional<int> two_digits(std::string_view text) {
  if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return std::nullopt;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

std::optional<base::Millis> parse_rfc3339(std::string_view text) {
  constexpr std::size_t kDate = 10, kSeconds = 19;  // "2026-11-28", "2026-11-28T10:00:00"
  if (text.size() == kDate) return base::parse_utc(text);
  if (text.size() < kSeconds || (text[kDate] != 'T' && text[kDate] != 't' && text[kDate] != ' ')) {
    return std::nullopt;
  }
  std::string utc(text.substr(0, kSeconds));
  utc[kDate] = 'T';
  std::string_view rest = text.substr(kSeconds);
  std::string fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) return std::nullopt;
    fraction = rest.substr(0, std::min<std::size_t>(digits, 3));
    rest.remove_prefix(digits);
  }
  fraction.resize(3, '0');
  const auto at = base::parse_utc(utc + "." + fraction + "Z");
  if (!at) return std::nullopt;
  if (rest.empty() || rest == "Z" || rest == "z") return at;
  // "+02:00" or "-0600".
  if (rest.size() < 5 || (rest[0] != '+' && rest[0] != '-')) return std::nullopt;
  const auto hours = two_digits(rest.substr(1));
  const auto minutes = two_digits(rest.substr(rest[3] == ':' ? 4 : 3));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  if (rest.size() != (rest[3] == ':' ? 6U : 5U)) return std::nullopt;
  const base::Millis offset = base::Millis{*hours * 60 + *minutes} * 60'000;
  return rest[0] == '+' ? *at - offset : *at + offset;
}

}  // namespace bartizan::assure::vex

// NuGet: the order of NuGet.Versioning's VersionComparer.Default
// (learn.microsoft.com/nuget/concepts/package-versioning).
//
// SemVer 2.0.0 with up to four numbers, leading zeros and pre-releases without case. Numbers of a
// pre-release are numbers as long as they fit 32 bits, as in int.TryParse; longer ones are words.
#include <algorithm>
#include <array>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

constexpr std::size_t kNumbers = 4;

struct NuGet {
  std::array<Digits, kNumbers> numbers;
  std::string_view pre;
  bool has_pre = false;
};

std::string_view cut_part(std::string_view& text) {
  const std::size_t end = std::min(text.find('.'), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return part;
}

bool are_labels(std::string_view text) {
  bool empty = true;
  for (const char c : text) {
    if (c == '.' ? empty : !is_digit(c) && !is_alpha(c) && c != '-') return false;
    empty = c == '.';
  }
  return !empty;
}

std::optional<NuGet> parse(std::string_view text) {
  text = trim(text);
  NuGet version;
  if (const std::size_t plus = text.find('+'); plus != text.npos) {
    if (!are_labels(text.substr(plus + 1))) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != text.npos) {
    version.has_pre = true;
    version.pre = text.substr(dash + 1);
    if (!are_labels(version.pre)) return std::nullopt;
    text = text.substr(0, dash);
  }
  if (text.empty() || text.back() == '.') return std::nullopt;
  for (std::size_t i = 0; !text.empty(); ++i) {
    const std::string_view part = cut_part(text);
    if (i == kNumbers || !all_digits(part)) return std::nullopt;
    version.numbers[i] = Digits::of(part);
  }
  return version;
}

// A number as int.TryParse reads one, the sign included; nullopt for a word.
struct Number {
  bool negative = false;
  Digits digits;
};
std::optional<Number> number_of(std::string_view label) {
  const bool negative = label.starts_with('-');
  if (negative) label.remove_prefix(1);
  if (!all_digits(label)) return std::nullopt;
  const Digits digits = Digits::of(label);
  if (digits > Digits{negative ? "2147483648" : "2147483647"}) return std::nullopt;
  return Number{negative && !digits.text.empty(), digits};
}

std::strong_ordering compare_label(std::string_view a, std::string_view b) {
  const auto left = number_of(a), right = number_of(b);
  if (left.has_value() != right.has_value()) return right.has_value() <=> left.has_value();
  if (!left) return compare_text(a, b);
  if (left->negative != right->negative) return right->negative <=> left->negative;
  return left->negative ? right->digits <=> left->digits : left->digits <=> right->digits;
}

std::strong_ordering compare_pre(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (const auto order = compare_label(cut_part(a), cut_part(b)); order != 0) return order;
  }
  return a.empty() == b.empty() ? std::strong_ordering::equal : b.empty() <=> a.empty();
}

}  // namespace

bool is_nuget(std::string_view text) { return parse(text).has_value(); }

std::partial_ordering compare_nuget(std::string_view a, std::string_view b) {
  const auto left = parse(a), right = parse(b);
  if (!left || !right) return std::partial_ordering::unordered;
  for (std::size_t i = 0; i < kNumbers; ++i) {
    const auto order = left->numbers[i] <=> right->numbers[i];
    if (order != 0) return order;
  }
  if (left->has_pre != right->has_pre) return right->has_pre <=> left->has_pre;
  return compare_pre(left->pre, right->pre);
}

}  // namespace bartizan::text

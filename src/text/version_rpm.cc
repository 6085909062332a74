// RPM: rpm-version(7), the order of rpm.vercmp: [epoch:]version[-release].
#include <algorithm>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

struct Rpm {
  Digits epoch;
  std::string_view version;
  std::optional<std::string_view> release;
};

Rpm parse(std::string_view text) {
  Rpm parsed;
  std::string_view rest = text;
  const std::string_view epoch = cut_digits(rest);
  if (rest.starts_with(':')) {
    parsed.epoch = Digits::of(epoch);
    text = rest.substr(1);
  }
  if (const std::size_t hyphen = text.rfind('-'); hyphen != text.npos) {
    parsed.release = text.substr(hyphen + 1);
    text = text.substr(0, hyphen);
  }
  parsed.version = text;
  return parsed;
}

// What can follow two equal beginnings, first to last. A missing part compares as its end.
enum class Next : std::uint8_t { tilde, end, caret, letters, number };

Next next_of(std::string_view& text) {
  while (!text.empty() && !is_digit(text[0]) && !is_alpha(text[0]) && text[0] != '~' &&
         text[0] != '^') {
    text.remove_prefix(1);
  }
  if (text.empty()) return Next::end;
  if (text[0] == '~') return Next::tilde;
  if (text[0] == '^') return Next::caret;
  return is_digit(text[0]) ? Next::number : Next::letters;
}

std::strong_ordering compare_part(std::string_view a, std::string_view b) {
  while (true) {
    const Next next = next_of(a), other = next_of(b);
    auto order = next <=> other;
    if (order == 0 && next == Next::number) {
      order = Digits::of(cut_digits(a)) <=> Digits::of(cut_digits(b));
    } else if (order == 0 && next == Next::letters) {
      order = cut_letters(a).compare(cut_letters(b)) <=> 0;
    } else {
      cut(a, 1);
      cut(b, 1);
    }
    if (order != 0 || next == Next::end) return order;
  }
}

}  // namespace

bool is_rpm(std::string_view text) {
  text = trim(text);
  const Rpm parsed = parse(text);
  return std::ranges::any_of(text, is_digit) && !parsed.version.empty() &&
         !parsed.version.contains(':') && (!parsed.release || !parsed.release->empty()) &&
         std::ranges::all_of(text, [](char c) {
           return is_digit(c) || is_alpha(c) || std::string_view("._+~^-:").contains(c);
         });
}

std::strong_ordering compare_rpm(std::string_view a, std::string_view b) {
  const Rpm left = parse(trim(a)), right = parse(trim(b));
  if (const auto order = left.epoch <=> right.epoch; order != 0) return order;
  if (const auto order = compare_part(left.version, right.version); order != 0) return order;
  if (!left.release || !right.release) {
    return left.release.has_value() <=> right.release.has_value();
  }
  return compare_part(*left.release, *right.release);
}

}  // namespace bartizan::text

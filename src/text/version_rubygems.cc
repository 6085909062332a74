// RubyGems: the order of Gem::Version (guides.rubygems.org/patterns, rubygems/version.rb).
#include <algorithm>
#include <array>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

struct Segment {
  bool number = true;  // one that is missing is a zero
  std::string_view text;

  bool is_zero() const { return number && text.empty(); }
};

bool are_parts(std::string_view text, bool hyphens) {
  bool empty = true;
  for (const char c : text) {
    if (c == '.' ? empty : !is_digit(c) && !is_alpha(c) && !(hyphens && c == '-')) return false;
    empty = c == '.';
  }
  return !empty;
}

// The numbers in front and what follows the first word, each without zeros at its end.
std::vector<Segment> segments_of(std::string_view text) {
  std::vector<Segment> segments;
  bool word_before = false;
  const auto drop_zeros = [&] {
    while (!segments.empty() && segments.back().is_zero()) segments.pop_back();
  };
  const auto add_word = [&](std::string_view word) {
    if (!word_before) drop_zeros();
    word_before = true;
    segments.push_back({false, word});
  };
  while (!text.empty()) {
    if (is_digit(text[0])) {
      segments.push_back({true, Digits::of(cut_digits(text)).text});
    } else if (is_alpha(text[0])) {
      add_word(cut_letters(text));
    } else if (cut(text, 1) == "-") {
      add_word("pre");
    }
  }
  drop_zeros();
  return segments;
}

std::strong_ordering compare(const Segment& a, const Segment& b) {
  if (a.number != b.number) return a.number <=> b.number;
  return a.number ? Digits{a.text} <=> Digits{b.text} : a.text.compare(b.text) <=> 0;
}

}  // namespace

bool is_rubygems(std::string_view text) {
  text = trim(text);
  if (text.empty() || !is_digit(text[0])) return false;
  const std::size_t hyphen = text.find('-');
  std::string_view release = text.substr(0, hyphen);
  cut_digits(release);
  if (!release.empty() && (release[0] != '.' || !are_parts(release.substr(1), false))) return false;
  return hyphen == text.npos || are_parts(text.substr(hyphen + 1), true);
}

// 1.16.5-x86_64-linux, as lock files write it; the first word of Gem::Platform's names.
std::string_view without_platform(std::string_view text) {
  constexpr auto kPlatforms = std::to_array<std::string_view>(
      {"aarch64", "arm",   "arm64",     "armv6l",  "armv7l",  "i386",    "i486",    "i586",
       "i686",    "java",  "jruby",     "mingw32", "mswin32", "mswin64", "powerpc", "ppc64le",
       "riscv64", "s390x", "universal", "x64",     "x86",     "x86_64"});
  const std::size_t hyphen = text.find('-');
  if (hyphen == text.npos) return text;
  const std::string_view platform = text.substr(hyphen + 1);
  const bool known = std::ranges::binary_search(kPlatforms, platform.substr(0, platform.find('-')));
  return known ? text.substr(0, hyphen) : text;
}

std::strong_ordering compare_rubygems(std::string_view a, std::string_view b) {
  const auto left = segments_of(trim(a)), right = segments_of(trim(b));
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const auto order =
        compare(i < left.size() ? left[i] : Segment(), i < right.size() ? right[i] : Segment());
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace bartizan::text

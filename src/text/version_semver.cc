// SemVer 2.0.0 (semver.org) and the ranges of npm (docs.npmjs.com/cli/v6/using-npm/semver).
#include <algorithm>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

constexpr std::size_t kNumbers = 3;

std::string_view cut_identifier(std::string_view& text) {
  const std::size_t end = std::min(text.find('.'), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return part;
}

bool are_identifiers(std::string_view text, bool strict) {
  bool empty = true;
  for (const char c : text) {
    if (c == '.' ? empty : !is_digit(c) && !is_alpha(c) && c != '-') return false;
    empty = c == '.';
  }
  if (empty) return false;
  while (strict && !text.empty()) {
    const std::string_view part = cut_identifier(text);
    if (part.size() > 1 && part[0] == '0' && all_digits(part)) return false;
  }
  return true;
}

bool is_wildcard(std::string_view part) { return part == "*" || part == "x" || part == "X"; }

Digits at(const std::vector<Digits>& numbers, std::size_t i) {
  return i < numbers.size() ? numbers[i] : Digits();
}

std::strong_ordering compare_pre(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view left = cut_identifier(a), right = cut_identifier(b);
    const bool left_number = all_digits(left), right_number = all_digits(right);
    if (left_number != right_number) return right_number <=> left_number;
    const auto order =
        left_number ? Digits::of(left) <=> Digits::of(right) : left.compare(right) <=> 0;
    if (order != 0) return order;
  }
  return a.empty() == b.empty() ? std::strong_ordering::equal : b.empty() <=> a.empty();
}

std::strong_ordering compare_numbers(const SemVer& a, const SemVer& b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (const auto order = at(a.numbers, i) <=> at(b.numbers, i); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

// Whether the first `n` numbers are those wanted, and `version` is not before it.
bool within(const SemVer& version, const SemVer& wanted, std::size_t n) {
  const bool before = wanted.numbers.size() >= kNumbers && !wanted.wildcard
                          ? compare(version, wanted) < 0
                          : compare_numbers(version, wanted, wanted.numbers.size()) < 0;
  return !before && compare_numbers(version, wanted, n) == 0;
}

// `^1.2.3` may change what is right of the leftmost number that is not zero.
bool caret(const SemVer& version, const SemVer& wanted) {
  std::size_t n = 0;
  while (n < wanted.numbers.size() && wanted.numbers[n].text.empty()) ++n;
  return within(version, wanted, std::min(n + 1, wanted.numbers.size()));
}

// Where the numbers end: at a hyphen or, as npm reads loosely, at a letter behind the third.
std::size_t find_pre(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') return i;
    if (text[i] == '.') ++dots;
    if (is_alpha(text[i]) && dots >= kNumbers - 1 && is_digit(text[i - 1])) return i;
  }
  return text.npos;
}

}  // namespace

std::optional<SemVer> parse_semver(std::string_view text) {
  text = trim(text);
  SemVer version;
  if (text.starts_with('=')) {
    version.strict = false;
    text = trim(text.substr(1));
  }
  if (!text.empty() && lower(text[0]) == 'v') text.remove_prefix(1);
  if (const std::size_t build = text.find('+'); build != text.npos) {
    if (!are_identifiers(text.substr(build + 1), false)) return std::nullopt;
    text = text.substr(0, build);
  }
  if (const std::size_t at = find_pre(text); at != text.npos) {
    const bool hyphen = text[at] == '-';
    version.pre = text.substr(at + (hyphen ? 1 : 0));
    version.has_pre = true;
    if (!are_identifiers(version.pre, false)) return std::nullopt;
    if (!hyphen || !are_identifiers(version.pre, true)) version.strict = false;
    text = text.substr(0, at);
  }
  if (text.empty() || text.back() == '.') return std::nullopt;
  while (!text.empty()) {
    const std::string_view part = cut_identifier(text);
    if (is_wildcard(part)) {
      version.wildcard = true;
    } else if (!all_digits(part) || version.wildcard) {
      return std::nullopt;
    } else {
      if (part.size() > 1 && part[0] == '0') version.strict = false;
      version.numbers.push_back(Digits::of(part));
    }
  }
  if (version.numbers.size() != kNumbers || version.wildcard) version.strict = false;
  return version;
}

std::strong_ordering compare(const SemVer& a, const SemVer& b) {
  const std::size_t n = std::max(a.numbers.size(), b.numbers.size());
  if (const auto order = compare_numbers(a, b, n); order != 0) return order;
  if (a.has_pre != b.has_pre) return b.has_pre <=> a.has_pre;
  return compare_pre(a.pre, b.pre);
}

std::optional<bool> satisfies_semver(std::string_view version, const VersionClause& clause) {
  const auto have = parse_semver(version);
  const auto wanted = parse_semver(clause.version);
  if (!have || have->wildcard || !wanted) return std::nullopt;
  const std::size_t given = wanted->numbers.size();
  if (clause.op == "^") return caret(*have, *wanted);
  if (clause.op == "~") return within(*have, *wanted, std::min(given, kNumbers - 1));
  if (clause.op == "~=" || clause.op == "===") return std::nullopt;
  // `1.2` and `1.2.x` stand for all versions that begin like that.
  if (given < kNumbers) return holds(clause.op, compare_numbers(*have, *wanted, given));
  return holds(clause.op, compare(*have, *wanted));
}

}  // namespace bartizan::text

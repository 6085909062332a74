// The parts of versions that the schemes share. Only version*.cc includes it. Pure; views into the
// input.
#pragma once

#include <compare>
#include <optional>
#include <string_view>
#include <vector>

#include "text/version.h"

namespace bartizan::text {

// A number of any length, without leading zeros; empty is zero.
struct Digits {
  std::string_view text;

  static Digits of(std::string_view digits);
  std::strong_ordering operator<=>(const Digits& other) const;
  bool operator==(const Digits& other) const = default;
};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool all_digits(std::string_view text);
// Letters compare without case.
std::strong_ordering compare_text(std::string_view a, std::string_view b);
// Cuts `n` characters off the front.
std::string_view cut(std::string_view& text, std::size_t n);
// Cuts the digits, or the letters, off the front.
std::string_view cut_digits(std::string_view& text);
std::string_view cut_letters(std::string_view& text);

struct Pep440 {
  Digits epoch;
  std::vector<Digits> release;
  char pre = 0;  // 'a', 'b' or 'c'; 0 for none
  Digits pre_number;
  std::optional<Digits> post, dev;
  std::string_view local;

  bool is_pre_release() const { return pre != 0 || dev; }
};
std::optional<Pep440> parse_pep440(std::string_view text);
std::strong_ordering compare(const Pep440& a, const Pep440& b);
// Without the local versions.
std::strong_ordering compare_public(const Pep440& a, const Pep440& b);
// Versions that are none of PEP 440's, as setuptools compared them.
std::strong_ordering compare_legacy(std::string_view a, std::string_view b);
std::optional<bool> satisfies_pep440(std::string_view version, const VersionClause& clause);

struct SemVer {
  std::vector<Digits> numbers;
  std::string_view pre;  // without its '-'
  bool has_pre = false;
  bool wildcard = false;  // `1.x`, `1.*`: after these numbers anything goes
  bool strict = true;     // three numbers without leading zeros, no empty identifier
};
std::optional<SemVer> parse_semver(std::string_view text);
std::strong_ordering compare(const SemVer& a, const SemVer& b);
std::optional<bool> satisfies_semver(std::string_view version, const VersionClause& clause);

// The others parse within the comparison. Those that promise an order give one for any text; ask
// is_... first.
bool is_maven(std::string_view text);
std::strong_ordering compare_maven(std::string_view a, std::string_view b);
bool is_debian(std::string_view text);
std::partial_ordering compare_debian(std::string_view a, std::string_view b);
bool is_alpine(std::string_view text);
std::strong_ordering compare_alpine(std::string_view a, std::string_view b);
bool is_rpm(std::string_view text);
std::strong_ordering compare_rpm(std::string_view a, std::string_view b);
bool is_rubygems(std::string_view text);
std::strong_ordering compare_rubygems(std::string_view a, std::string_view b);
// A gem's version without the platform that it was built for.
std::string_view without_platform(std::string_view text);
bool is_packagist(std::string_view text);
std::partial_ordering compare_packagist(std::string_view a, std::string_view b);
bool is_nuget(std::string_view text);
std::partial_ordering compare_nuget(std::string_view a, std::string_view b);
std::strong_ordering compare_generic(std::string_view a, std::string_view b);

// What `order` between a version and that of a clause means for < <= > >= == !=; nullopt for
// other operators and where there is no order.
std::optional<bool> holds(std::string_view op, std::partial_ordering order);

}  // namespace bartizan::text

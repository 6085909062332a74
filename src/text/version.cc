#include "text/version.h"

#include <algorithm>
#include <array>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {

Digits Digits::of(std::string_view digits) {
  return {digits.substr(std::min(digits.find_first_not_of('0'), digits.size()))};
}

std::strong_ordering Digits::operator<=>(const Digits& other) const {
  if (text.size() != other.text.size()) return text.size() <=> other.text.size();
  return text.compare(other.text) <=> 0;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::strong_ordering compare_text(std::string_view a, std::string_view b) {
  const std::size_t n = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (const auto order = lower(a[i]) <=> lower(b[i]); order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::string_view cut(std::string_view& text, std::size_t n) {
  const std::string_view front = text.substr(0, n);
  text.remove_prefix(front.size());
  return front;
}

std::string_view cut_digits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return cut(text, n);
}

std::string_view cut_letters(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_alpha(text[n])) ++n;
  return cut(text, n);
}

std::optional<bool> holds(std::string_view op, std::partial_ordering order) {
  if (order == std::partial_ordering::unordered) return std::nullopt;
  if (op == "==") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  if (op == ">=") return order >= 0;
  return std::nullopt;
}

namespace {

// The next run of digits or letters; separators in front of it are passed over.
std::string_view cut_run(std::string_view& text) {
  while (!text.empty() && !is_digit(text[0]) && !is_alpha(text[0])) text.remove_prefix(1);
  const std::string_view digits = cut_digits(text);
  return digits.empty() ? cut_letters(text) : digits;
}

// What stands behind a version's numbers and makes it earlier.
bool is_early(std::string_view run) {
  constexpr std::array<std::string_view, 10> kEarly{"a", "alpha",     "b",   "beta", "dev",
                                                    "m", "milestone", "pre", "rc",   "snapshot"};
  return std::ranges::any_of(kEarly, [&](auto word) { return compare_text(run, word) == 0; });
}

enum class Rank : std::uint8_t { early, end, word, number };

Rank rank_of(std::string_view run) {
  if (run.empty()) return Rank::end;
  if (is_digit(run[0])) return Rank::number;
  return is_early(run) ? Rank::early : Rank::word;
}

// Without zeros that only a word or the end follows: 1.0-rc is 1-rc.
std::vector<std::string_view> runs_of(std::string_view text) {
  std::vector<std::string_view> runs;
  const auto drop_zeros = [&] {
    while (!runs.empty() && runs.back().find_first_not_of('0') == std::string_view::npos) {
      runs.pop_back();
    }
  };
  for (auto run = cut_run(text); !run.empty(); run = cut_run(text)) {
    if (is_alpha(run[0])) drop_zeros();
    runs.push_back(run);
  }
  drop_zeros();
  return runs;
}

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view cut_operator(std::string_view& text) {
  for (const std::string_view op : {"===", "==", "~=", "!=", "<=", ">=", "<", ">", "^", "~", "="}) {
    if (text.starts_with(op)) return cut(text, op.size());
  }
  return {};
}

bool is_version_text(char c) {
  return is_digit(c) || is_alpha(c) || std::string_view(".*+!_-").contains(c);
}

std::string_view cut_version(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_version_text(text[n])) ++n;
  return cut(text, n);
}

void skip(std::string_view& text, std::string_view any) {
  text.remove_prefix(std::min(text.find_first_not_of(any), text.size()));
}

// Clauses separated by commas or blanks; false where there is anything else.
bool take_clauses(std::string_view text, std::vector<VersionClause>& out) {
  for (skip(text, kBlanks); !text.empty(); skip(text, ", \t\r\n")) {
    const std::string_view op = cut_operator(text);
    skip(text, kBlanks);
    const std::string_view version = cut_version(text);
    if (version.empty()) return false;
    const bool to = version == "-" && op.empty() && !out.empty();  // npm: 1.2 - 2.3
    if (to) {
      skip(text, kBlanks);
      out.back().op = ">=";
      out.push_back({"<=", std::string(cut_version(text))});
      if (out.back().version.empty()) return false;
    } else if (version == "*" || compare_text(version, "x") == 0) {
      continue;
    } else {
      out.push_back({std::string(op.empty() || op == "=" ? "==" : op), std::string(version)});
    }
  }
  return true;
}

// Up to a comment, a marker or an option of pip, in what follows a name.
std::string_view without_tail(std::string_view text) {
  for (const std::string_view tail : {";", " #", "\t#", " --", "\t--", "\\"}) {
    text = text.substr(0, text.find(tail));
  }
  return trim(text);
}

}  // namespace

std::strong_ordering compare_generic(std::string_view a, std::string_view b) {
  const auto left = runs_of(a), right = runs_of(b);
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string_view x = i < left.size() ? left[i] : std::string_view();
    const std::string_view y = i < right.size() ? right[i] : std::string_view();
    const Rank rank = rank_of(x);
    auto order = rank <=> rank_of(y);
    if (order == 0) {
      order = rank == Rank::number ? Digits::of(x) <=> Digits::of(y) : compare_text(x, y);
    }
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

VersionScheme scheme_of(std::string_view purl_type) {
  struct Type {
    std::string_view name;
    VersionScheme scheme;
  };
  constexpr auto kTypes = std::to_array<Type>({{"pypi", VersionScheme::pep440},
                                               {"npm", VersionScheme::semver},
                                               {"semver", VersionScheme::semver},
                                               {"golang", VersionScheme::semver},
                                               {"cargo", VersionScheme::semver},
                                               {"nuget", VersionScheme::nuget},
                                               {"maven", VersionScheme::maven},
                                               {"deb", VersionScheme::debian},
                                               {"apk", VersionScheme::alpine},
                                               {"rpm", VersionScheme::rpm},
                                               {"gem", VersionScheme::rubygems},
                                               {"composer", VersionScheme::packagist}});
  const auto found = std::ranges::find(kTypes, purl_type, &Type::name);
  return found == kTypes.end() ? VersionScheme::generic : found->scheme;
}

bool is_version(VersionScheme scheme, std::string_view version) {
  switch (scheme) {
    case VersionScheme::pep440:
      return parse_pep440(version).has_value();
    case VersionScheme::semver: {
      const auto parsed = parse_semver(version);
      return parsed && parsed->strict;
    }
    case VersionScheme::maven:
      return is_maven(version);
    case VersionScheme::debian:
      return is_debian(version);
    case VersionScheme::alpine:
      return is_alpine(version);
    case VersionScheme::rpm:
      return is_rpm(version);
    case VersionScheme::rubygems:
      return is_rubygems(version);
    case VersionScheme::packagist:
      return is_packagist(version);
    case VersionScheme::nuget:
      return is_nuget(version);
    case VersionScheme::generic:
      return std::ranges::any_of(version, is_digit);
  }
  return false;
}

namespace {

std::partial_ordering compare_semver(std::string_view a, std::string_view b) {
  const auto left = parse_semver(a), right = parse_semver(b);
  if (!left || !right || left->wildcard || right->wildcard) {
    return std::partial_ordering::unordered;
  }
  return compare(*left, *right);
}

}  // namespace

std::partial_ordering compare_versions(VersionScheme scheme, std::string_view a,
                                       std::string_view b) {
  if (scheme == VersionScheme::pep440) {
    const auto left = parse_pep440(a), right = parse_pep440(b);
    if (left && right) return compare(*left, *right);
    if (left.has_value() != right.has_value()) return left.has_value() <=> right.has_value();
    return compare_legacy(trim(a), trim(b));
  }
  if (scheme == VersionScheme::semver) return compare_semver(a, b);
  if (!is_version(scheme, a) || !is_version(scheme, b)) return std::partial_ordering::unordered;
  switch (scheme) {
    case VersionScheme::maven:
      return compare_maven(a, b);
    case VersionScheme::debian:
      return compare_debian(a, b);
    case VersionScheme::alpine:
      return compare_alpine(a, b);
    case VersionScheme::rpm:
      return compare_rpm(a, b);
    case VersionScheme::rubygems:
      return compare_rubygems(a, b);
    case VersionScheme::packagist:
      return compare_packagist(a, b);
    case VersionScheme::nuget:
      return compare_nuget(a, b);
    default:
      return compare_generic(a, b);
  }
}

std::partial_ordering compare_release(VersionScheme scheme, std::string_view version,
                                      std::string_view boundary) {
  const bool from_start = trim(boundary) == "0", at_start = trim(version) == "0";
  if (from_start || at_start) return from_start <=> at_start;
  if (scheme == VersionScheme::rubygems) version = without_platform(trim(version));
  if (scheme != VersionScheme::pep440) return compare_versions(scheme, version, boundary);
  const auto have = parse_pep440(version), wanted = parse_pep440(boundary);
  if (!have || !wanted) return std::partial_ordering::unordered;
  return wanted->local.empty() ? compare_public(*have, *wanted) : compare(*have, *wanted);
}

std::optional<Requirement> parse_requirement(std::string_view text) {
  text = trim(text);
  Requirement out;
  const std::size_t scope = text.starts_with('@') ? 1 : 0;
  std::size_t end = scope;
  while (end < text.size() &&
         (is_version_text(text[end]) || text[end] == '/' || text[end] == ':') && text[end] != '!' &&
         text[end] != '*' && text[end] != '+') {
    ++end;
  }
  if (end == scope) return std::nullopt;
  out.name = cut(text, end);
  skip(text, kBlanks);
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == text.npos) return std::nullopt;
    text.remove_prefix(close + 1);
    skip(text, kBlanks);
  }
  const bool at = text.starts_with('@');
  if (at) {
    text.remove_prefix(1);
    skip(text, kBlanks);
    // A place or a tag of npm: nothing is said about the version.
    const bool version =
        !text.empty() &&
        (is_digit(text[0]) || (text[0] == 'v' && text.size() > 1 && is_digit(text[1])) ||
         std::string_view("<>=^~*").contains(text[0]));
    if (!version || text.contains("://")) return out;
  }
  text = without_tail(text);
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  if (!take_clauses(text, out.clauses)) return std::nullopt;
  return out;
}

std::optional<bool> satisfies(VersionScheme scheme, std::string_view version,
                              const std::vector<VersionClause>& clauses) {
  bool all = true;
  for (const VersionClause& clause : clauses) {
    std::optional<bool> one;
    if (scheme == VersionScheme::pep440) {
      one = satisfies_pep440(version, clause);
    } else if (scheme == VersionScheme::semver) {
      one = satisfies_semver(version, clause);
    } else {
      one = holds(clause.op, compare_versions(scheme, version, clause.version));
    }
    if (!one) return std::nullopt;
    all = all && *one;
  }
  return all;
}

}  // namespace bartizan::text

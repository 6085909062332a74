// Packagist: Composer\Semver\VersionParser::normalize and PHP's version_compare
// (getcomposer.org/doc/articles/versions.md).
//
// Branches (dev-main) have no order and are no versions here; numeric ones (1.x-dev) are.
#include <algorithm>
#include <array>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

// What can follow two equal beginnings, first to last.
enum class Kind : std::uint8_t { unknown, dev, alpha, beta, rc, end, number, patch };

struct Token {
  Kind kind = Kind::end;
  Digits digits;
};
using Tokens = std::vector<Token>;

constexpr std::size_t kNumbers = 4;
constexpr std::string_view kWildcard = "9999999";  // x of a branch, as Composer writes it

bool is_mark(char c, std::string_view marks) { return marks.contains(c); }

bool cut_word(std::string_view& text, std::string_view word) {
  if (text.size() < word.size() || compare_text(text.substr(0, word.size()), word) != 0) {
    return false;
  }
  cut(text, word.size());
  return true;
}

void cut_mark(std::string_view& text, std::string_view marks) {
  if (!text.empty() && is_mark(text[0], marks)) cut(text, 1);
}

std::string_view cut_prefix(std::string_view text) {
  if (!text.empty() && lower(text[0]) == 'v') cut(text, 1);
  return text;
}

void add_number(Tokens& tokens, std::string_view digits) {
  tokens.push_back({Kind::number, Digits::of(digits)});
}

// The stability at the end: `-beta2`, `RC1-dev`, `.p1`. False where anything else is there.
bool take_stability(std::string_view text, Tokens& tokens) {
  struct Word {
    std::string_view word;
    Kind kind;
  };
  constexpr auto kWords = std::to_array<Word>({{"stable", Kind::unknown},
                                               {"beta", Kind::beta},
                                               {"b", Kind::beta},
                                               {"RC", Kind::rc},
                                               {"alpha", Kind::alpha},
                                               {"a", Kind::alpha},
                                               {"patch", Kind::patch},
                                               {"pl", Kind::patch},
                                               {"p", Kind::patch}});
  cut_mark(text, "._-");
  // In small letters it stands for nothing, nor does what follows; in others it is a word that
  // version_compare does not know.
  const bool stable = text.starts_with("stable");
  const auto word =
      std::ranges::find_if(kWords, [&](const Word& one) { return cut_word(text, one.word); });
  if (word != kWords.end()) {
    if (!stable) tokens.push_back({word->kind, {}});
    while (true) {
      std::string_view rest = text;
      cut_mark(rest, ".-");
      const std::string_view digits = cut_digits(rest);
      if (digits.empty()) break;
      if (!stable) add_number(tokens, digits);
      text = rest;
    }
  }
  std::string_view rest = text;
  cut_mark(rest, ".-");
  if (cut_word(rest, "dev")) {
    if (!stable) tokens.push_back({Kind::dev, {}});
    text = rest;
  }
  return text.empty();
}

// 1.2.3.4-beta1
std::optional<Tokens> classical(std::string_view text) {
  constexpr std::size_t kMostDigits = 5;  // more are a date
  Tokens tokens;
  std::string_view digits = cut_digits(text);
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  add_number(tokens, digits);
  while (tokens.size() < kNumbers && text.size() >= 2 && text[0] == '.' && is_digit(text[1])) {
    cut(text, 1);
    add_number(tokens, cut_digits(text));
  }
  tokens.resize(kNumbers, {Kind::number, {}});
  return take_stability(text, tokens) ? std::optional(tokens) : std::nullopt;
}

// Cuts up to `most` digits with at most one mark before them; false where there are fewer than
// `least`.
bool cut_group(std::string_view& text, std::size_t least, std::size_t most) {
  std::string_view rest = text;
  cut_mark(rest, ".:-");
  std::size_t n = 0;
  while (n < rest.size() && n < most && is_digit(rest[n])) ++n;
  if (n < least) return false;
  cut(rest, n);
  text = rest;
  return true;
}

// 20100102, 2010-01-02-10-20-30.5-beta2: a year, one to six pairs, up to three digits.
std::optional<Tokens> dated(std::string_view text) {
  constexpr std::size_t kYear = 4, kPairs = 6, kLast = 3;
  const std::string_view all = text;
  std::array<std::string_view, kPairs + 1> after;  // what is left behind n pairs
  std::size_t pairs = 0;
  if (cut_digits(text).size() < kYear) return std::nullopt;
  after[0] = all.substr(kYear);
  while (pairs < kPairs) {
    std::string_view rest = after[pairs];
    if (!cut_group(rest, 2, 2)) break;
    after[++pairs] = rest;
  }
  // As the expression backtracks: fewer pairs, then a shorter tail.
  for (; pairs > 0; --pairs) {
    for (std::size_t last = kLast + 1; last-- > 0;) {
      std::string_view rest = after[pairs];
      if (last > 0 && !cut_group(rest, last, last)) continue;
      std::string_view date = all.substr(0, all.size() - rest.size());
      Tokens tokens;
      while (!date.empty()) {
        cut_mark(date, ".:-");
        add_number(tokens, cut_digits(date));
      }
      if (take_stability(rest, tokens)) return tokens;
    }
  }
  return std::nullopt;
}

// 1.x-dev, 1.2.*-dev
std::optional<Tokens> branch(std::string_view text) {
  constexpr std::string_view kEnd = "dev";
  if (text.size() < kEnd.size()) return std::nullopt;
  std::string_view end = text.substr(text.size() - kEnd.size());
  if (!cut_word(end, kEnd)) return std::nullopt;
  text.remove_suffix(kEnd.size());
  if (!text.empty() && is_mark(text.back(), ".-")) text.remove_suffix(1);
  Tokens tokens;
  const std::string_view first = cut_digits(text);
  if (first.empty()) return std::nullopt;
  add_number(tokens, first);
  while (tokens.size() < kNumbers && text.size() >= 2 && text[0] == '.') {
    cut(text, 1);
    const bool wildcard = is_mark(text[0], "xX*");
    const std::string_view digits = cut_digits(text);
    if (!wildcard && digits.empty()) return std::nullopt;
    add_number(tokens, wildcard ? kWildcard : digits);
    if (wildcard) cut(text, 1);
  }
  if (!text.empty()) return std::nullopt;
  while (tokens.size() < kNumbers) add_number(tokens, kWildcard);
  tokens.push_back({Kind::dev, {}});
  return tokens;
}

std::optional<Tokens> parse(std::string_view text) {
  text = trim(text);
  if (const std::size_t plus = text.find('+'); plus != text.npos) {
    const std::string_view build = text.substr(plus + 1);
    if (build.empty() || build.find_first_of(" \t\r\n\v\f") != build.npos) return std::nullopt;
    text = text.substr(0, plus);
  }
  text = cut_prefix(text);
  auto tokens = classical(text);
  if (!tokens) tokens = dated(text);
  if (!tokens) tokens = branch(text);
  return tokens;
}

}  // namespace

bool is_packagist(std::string_view text) { return parse(text).has_value(); }

std::partial_ordering compare_packagist(std::string_view a, std::string_view b) {
  const auto left = parse(a), right = parse(b);
  if (!left || !right) return std::partial_ordering::unordered;
  for (std::size_t i = 0; i < std::max(left->size(), right->size()); ++i) {
    const Token x = i < left->size() ? (*left)[i] : Token();
    const Token y = i < right->size() ? (*right)[i] : Token();
    if (x.kind != y.kind) return x.kind <=> y.kind;
    if (const auto order = x.digits <=> y.digits; order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace bartizan::text

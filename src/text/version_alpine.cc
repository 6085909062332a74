// Alpine: apk-package(5) and the order of `apk version -t` (apk-tools 3).
//
// number{.number}{letter}{_suffix{number}}{~commit}{-rnumber}: compared token by token.
#include <algorithm>
#include <array>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

// Of two versions that agree so far, the one whose next token is earlier here is the later one;
// only a suffix that stands before the release is behind the end.
enum class Kind : std::uint8_t {
  first_number,
  number,
  letter,
  suffix,
  suffix_number,
  commit,
  revision,
  end,
  early_suffix,
};

constexpr auto kSuffixes =
    std::to_array<std::string_view>({"alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"});
constexpr std::size_t kEarly = 4;  // the first of them stand before the release

struct Token {
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t suffix = 0;

  bool is_suffix() const { return kind == Kind::suffix || kind == Kind::early_suffix; }
};

bool is_hexadecimal(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {
    token_ = {Kind::first_number, cut_digits(rest_)};
    if (token_.text.empty()) refuse();
  }

  const Token& token() const { return token_; }
  bool valid() const { return valid_; }

  void next() {
    const bool numbers = token_.kind <= Kind::number;
    if (rest_.empty()) {
      token_ = {};
    } else if (token_.is_suffix() && is_digit(rest_[0])) {
      token_ = {Kind::suffix_number, cut_digits(rest_)};
    } else if (numbers && rest_[0] >= 'a' && rest_[0] <= 'z') {
      token_ = {Kind::letter, cut(rest_, 1)};
    } else if (numbers && rest_[0] == '.') {
      cut(rest_, 1);
      need({Kind::number, cut_digits(rest_)});
    } else if (rest_[0] == '_' && (token_.kind <= Kind::suffix_number || token_.is_suffix())) {
      cut(rest_, 1);
      take_suffix();
    } else if (rest_[0] == '~' && token_.kind != Kind::commit && token_.kind != Kind::revision) {
      cut(rest_, 1);
      const auto end = std::ranges::find_if_not(rest_, is_hexadecimal);
      need({Kind::commit, cut(rest_, static_cast<std::size_t>(end - rest_.begin()))});
    } else if (rest_.starts_with("-r") && token_.kind != Kind::revision) {
      cut(rest_, 2);
      need({Kind::revision, cut_digits(rest_)});
    } else {
      refuse();
    }
  }

 private:
  void need(const Token& token) {
    token_ = token;
    if (token.text.empty()) refuse();
  }

  void take_suffix() {
    std::size_t n = 0;
    while (n < rest_.size() && rest_[n] >= 'a' && rest_[n] <= 'z') ++n;
    const std::string_view word = cut(rest_, n);
    const auto found = std::ranges::find(kSuffixes, word);
    if (found == kSuffixes.end()) return refuse();
    const auto index = static_cast<std::size_t>(found - kSuffixes.begin());
    token_ = {index < kEarly ? Kind::early_suffix : Kind::suffix, word, index};
  }

  void refuse() {
    token_ = {};
    rest_ = {};
    valid_ = false;
  }

  std::string_view rest_;
  Token token_;
  bool valid_ = true;
};

std::strong_ordering compare(const Token& a, const Token& b) {
  if (a.kind != b.kind) return b.kind <=> a.kind;
  if (a.is_suffix()) return a.suffix <=> b.suffix;
  // 1.01 is before 1.1, as for a decimal fraction.
  const bool as_text = a.kind == Kind::commit || a.kind == Kind::letter ||
                       (a.kind == Kind::number && (a.text[0] == '0' || b.text[0] == '0'));
  return as_text ? a.text.compare(b.text) <=> 0 : Digits::of(a.text) <=> Digits::of(b.text);
}

}  // namespace

bool is_alpine(std::string_view text) {
  Tokens tokens(trim(text));
  while (tokens.token().kind != Kind::end) tokens.next();
  return tokens.valid();
}

std::strong_ordering compare_alpine(std::string_view a, std::string_view b) {
  Tokens left(trim(a)), right(trim(b));
  while (true) {
    const auto order = compare(left.token(), right.token());
    if (order != 0 || left.token().kind == Kind::end) return order;
    left.next();
    right.next();
  }
}

}  // namespace bartizan::text

// PEP 440: version scheme and specifiers (packaging.python.org, "Version specifiers").
#include <algorithm>
#include <array>
#include <utility>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && compare_text(text.substr(0, word.size()), word) == 0;
}

// `.post2`, `post`, `-rev.3` ...: the index of the word that `text` begins with, and its number.
struct Segment {
  std::size_t word;
  Digits number;
};
std::optional<Segment> cut_segment(std::string_view& text,
                                   std::initializer_list<std::string_view> words) {
  std::string_view rest = text;
  if (!rest.empty() && is_separator(rest[0])) rest.remove_prefix(1);
  std::size_t index = 0;
  for (const std::string_view word : words) {
    if (starts_with_word(rest, word)) {
      rest.remove_prefix(word.size());
      std::string_view number = rest;
      if (!number.empty() && is_separator(number[0])) number.remove_prefix(1);
      const std::string_view digits = cut_digits(number);
      text = number;  // a separator that no number follows is allowed too
      return Segment{index, Digits::of(digits)};
    }
    ++index;
  }
  return std::nullopt;
}

bool is_local(std::string_view text) {
  bool letter = false;
  for (const char c : text) {
    if (is_separator(c) ? !letter : !is_digit(c) && !is_alpha(c)) return false;
    letter = !is_separator(c);
  }
  return letter;
}

std::string_view cut_local_part(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && !is_separator(text[end])) ++end;
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return part;
}

std::strong_ordering compare_local(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view left = cut_local_part(a), right = cut_local_part(b);
    const bool left_number = all_digits(left), right_number = all_digits(right);
    if (left_number != right_number) return left_number <=> right_number;
    const auto order =
        left_number ? Digits::of(left) <=> Digits::of(right) : compare_text(left, right);
    if (order != 0) return order;
  }
  return a.empty() == b.empty() ? std::strong_ordering::equal : b.empty() <=> a.empty();
}

Digits at(const std::vector<Digits>& release, std::size_t i) {
  return i < release.size() ? release[i] : Digits();
}

// The first `n` numbers; those that are missing are zero.
std::strong_ordering compare_release(const Pep440& a, const Pep440& b, std::size_t n) {
  if (const auto order = a.epoch <=> b.epoch; order != 0) return order;
  for (std::size_t i = 0; i < n; ++i) {
    if (const auto order = at(a.release, i) <=> at(b.release, i); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

std::strong_ordering compare_release(const Pep440& a, const Pep440& b) {
  return compare_release(a, b, std::max(a.release.size(), b.release.size()));
}

// 1.0.dev1 < 1.0a1 < 1.0: where the pre-release stands that is not written.
int pre_rank(const Pep440& version) {
  if (version.pre != 0) return version.pre;
  return !version.post && version.dev ? 0 : 'z';
}

// `==1.2.*`: also with a pre-release in front of the star, as in 1.2a1.*.
std::optional<bool> has_prefix(const Pep440& version, std::string_view prefix) {
  const auto wanted = parse_pep440(prefix);
  if (!wanted || !wanted->local.empty() || wanted->dev) return std::nullopt;
  if (compare_release(version, *wanted, wanted->release.size()) != 0) return false;
  if (wanted->pre == 0 && !wanted->post) return true;
  if (compare_release(version, *wanted) != 0 || version.pre != wanted->pre ||
      version.pre_number != wanted->pre_number) {
    return false;
  }
  return !wanted->post || version.post == wanted->post;
}

// `~=1.4.5` is `>=1.4.5, ==1.4.*`.
std::optional<bool> is_compatible(const Pep440& version, const Pep440& wanted) {
  if (wanted.release.size() < 2 || !wanted.local.empty()) return std::nullopt;
  return compare_public(version, wanted) >= 0 &&
         compare_release(version, wanted, wanted.release.size() - 1) == 0;
}

std::vector<std::string> legacy_key(std::string_view version) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kInstead{
      {{"pre", "c"}, {"preview", "c"}, {"-", "final-"}, {"rc", "c"}, {"dev", "@"}}};
  constexpr std::size_t kWidth = 8;
  const std::string zero(kWidth, '0');
  std::string all(version);
  std::ranges::transform(all, all.begin(), lower);
  std::string_view rest = all;
  std::vector<std::string> key;
  const auto add_word = [&](std::string_view word) {
    std::string part = "*" + std::string(word);
    if (part < "*final") {
      while (!key.empty() && key.back() == "*final-") key.pop_back();
    }
    while (!key.empty() && key.back() == zero) key.pop_back();
    key.push_back(std::move(part));
  };
  while (!rest.empty()) {
    if (is_digit(rest[0])) {
      const std::string_view digits = cut_digits(rest);
      key.push_back(std::string(kWidth - std::min(kWidth, digits.size()), '0').append(digits));
      continue;
    }
    std::string_view word = cut_letters(rest);
    if (word.empty() && (rest[0] == '.' || rest[0] == '-')) word = cut(rest, 1);
    if (word.empty()) {
      std::size_t n = 0;
      while (n < rest.size() && rest[n] != '.' && rest[n] != '-' && !is_digit(rest[n]) &&
             !is_alpha(rest[n])) {
        ++n;
      }
      word = cut(rest, n);
    }
    if (word == ".") continue;
    const auto instead = std::ranges::find(kInstead, word, [](const auto& e) { return e.first; });
    add_word(instead == kInstead.end() ? word : instead->second);
  }
  add_word("final");
  return key;
}

}  // namespace

std::optional<Pep440> parse_pep440(std::string_view text) {
  text = trim(text);
  if (!text.empty() && lower(text[0]) == 'v') text.remove_prefix(1);
  Pep440 version;
  std::string_view number = cut_digits(text);
  if (number.empty()) return std::nullopt;
  if (text.starts_with('!')) {
    version.epoch = Digits::of(number);
    text.remove_prefix(1);
    number = cut_digits(text);
    if (number.empty()) return std::nullopt;
  }
  version.release.push_back(Digits::of(number));
  while (text.size() >= 2 && text[0] == '.' && is_digit(text[1])) {
    text.remove_prefix(1);
    version.release.push_back(Digits::of(cut_digits(text)));
  }
  constexpr std::string_view kPre = "abcccabc";
  if (const auto pre =
          cut_segment(text, {"alpha", "beta", "preview", "pre", "rc", "a", "b", "c"})) {
    version.pre = kPre[pre->word];
    version.pre_number = pre->number;
  }
  if (text.size() >= 2 && text[0] == '-' && is_digit(text[1])) {
    text.remove_prefix(1);
    version.post = Digits::of(cut_digits(text));
  } else if (const auto post = cut_segment(text, {"post", "rev", "r"})) {
    version.post = post->number;
  }
  if (const auto dev = cut_segment(text, {"dev"})) version.dev = dev->number;
  if (text.starts_with('+')) {
    version.local = text.substr(1);
    if (!is_local(version.local)) return std::nullopt;
    return version;
  }
  return text.empty() ? std::optional(version) : std::nullopt;
}

std::strong_ordering compare_public(const Pep440& a, const Pep440& b) {
  if (const auto order = compare_release(a, b); order != 0) return order;
  if (const auto order = pre_rank(a) <=> pre_rank(b); order != 0) return order;
  if (const auto order = a.pre_number <=> b.pre_number; order != 0) return order;
  if (a.post.has_value() != b.post.has_value()) return a.post.has_value() <=> b.post.has_value();
  if (a.post) {
    if (const auto order = *a.post <=> *b.post; order != 0) return order;
  }
  if (a.dev.has_value() != b.dev.has_value()) return b.dev.has_value() <=> a.dev.has_value();
  return a.dev ? *a.dev <=> *b.dev : std::strong_ordering::equal;
}

std::strong_ordering compare(const Pep440& a, const Pep440& b) {
  if (const auto order = compare_public(a, b); order != 0) return order;
  return compare_local(a.local, b.local);
}

std::strong_ordering compare_legacy(std::string_view a, std::string_view b) {
  return legacy_key(a) <=> legacy_key(b);
}

std::optional<bool> satisfies_pep440(std::string_view version, const VersionClause& clause) {
  if (clause.op == "===") return compare_text(trim(version), trim(clause.version)) == 0;
  const auto have = parse_pep440(version);
  if (!have) return std::nullopt;
  const std::string_view text = trim(clause.version);
  if (text.ends_with(".*")) {
    if (clause.op != "==" && clause.op != "!=") return std::nullopt;
    const auto found = has_prefix(*have, text.substr(0, text.size() - 2));
    return found ? std::optional(*found == (clause.op == "==")) : std::nullopt;
  }
  const auto wanted = parse_pep440(text);
  if (!wanted) return std::nullopt;
  if (clause.op == "~=") return is_compatible(*have, *wanted);
  if (clause.op == "<") {
    // A version's own pre-releases are not before it.
    Pep440 bound = *wanted;
    if (!bound.is_pre_release()) {
      bound.dev = Digits();
      bound.local = {};
    }
    return compare(*have, bound) < 0;
  }
  if (clause.op == ">") {
    // Nor are its post-releases and local versions behind it.
    const bool family = compare_release(*have, *wanted) == 0 && have->pre == wanted->pre &&
                        have->pre_number == wanted->pre_number;
    return compare_public(*have, *wanted) > 0 && (wanted->dev || wanted->post || !family);
  }
  const bool with_local = !wanted->local.empty() && (clause.op == "==" || clause.op == "!=");
  return holds(clause.op, with_local ? compare(*have, *wanted) : compare_public(*have, *wanted));
}

}  // namespace bartizan::text

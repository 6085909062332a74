// Debian: deb-version(7), the order of dpkg --compare-versions.
#include <algorithm>

#include "text/lines.h"
#include "text/version_parts.h"

namespace bartizan::text {
namespace {

struct Debian {
  Digits epoch;
  std::string_view upstream, revision;
};

bool consists_of(std::string_view text, std::string_view others) {
  return std::ranges::all_of(
      text, [&](char c) { return is_digit(c) || is_alpha(c) || others.contains(c); });
}

std::optional<Debian> parse(std::string_view text) {
  text = trim(text);
  Debian version;
  if (const std::size_t colon = text.find(':'); colon != text.npos) {
    const std::string_view epoch = text.substr(0, colon);
    if (!all_digits(epoch)) return std::nullopt;
    version.epoch = Digits::of(epoch);
    text.remove_prefix(colon + 1);
  }
  if (const std::size_t hyphen = text.rfind('-'); hyphen != text.npos) {
    version.revision = text.substr(hyphen + 1);
    if (version.revision.empty()) return std::nullopt;
    text = text.substr(0, hyphen);
  }
  version.upstream = text;
  const bool right = !text.empty() && is_digit(text[0]) && consists_of(text, ".+~-:") &&
                     consists_of(version.revision, ".+~");
  return right ? std::optional(version) : std::nullopt;
}

// A tilde stands before the end, that before letters, those before the rest.
int weight(std::string_view text) {
  constexpr int kBehindLetters = 256;
  if (text.empty() || is_digit(text[0])) return 0;
  if (text[0] == '~') return -1;
  return is_alpha(text[0]) ? text[0] : text[0] + kBehindLetters;
}

std::strong_ordering compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a[0])) || (!b.empty() && !is_digit(b[0]))) {
      if (const auto order = weight(a) <=> weight(b); order != 0) return order;
      cut(a, 1);
      cut(b, 1);
    }
    const auto order = Digits::of(cut_digits(a)) <=> Digits::of(cut_digits(b));
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace

bool is_debian(std::string_view text) { return parse(text).has_value(); }

std::partial_ordering compare_debian(std::string_view a, std::string_view b) {
  const auto left = parse(a), right = parse(b);
  if (!left || !right) return std::partial_ordering::unordered;
  if (const auto order = left->epoch <=> right->epoch; order != 0) return order;
  if (const auto order = compare_part(left->upstream, right->upstream); order != 0) return order;
  return compare_part(left->revision, right->revision);
}

}  // namespace bartizan::text

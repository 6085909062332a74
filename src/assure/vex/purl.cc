#include "assure/vex/purl.h"

#include <algorithm>
#include <compare>

#include "text/percent.h"
#include "text/version.h"

namespace bartizan::assure::vex {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return text;
}

// Types whose names are compared without case (package-url.github.io, "Known purl types").
bool folds_case(std::string_view type) {
  for (const char* one : {"pypi", "npm", "golang", "github", "bitbucket", "composer", "deb", "apk",
                          "rpm", "oci", "nuget", "docker"}) {
    if (type == one) return true;
  }
  return false;
}

std::string compared(std::string_view type, std::string name) {
  if (folds_case(type)) name = lower(std::move(name));
  if (type != "pypi") return name;
  std::string out;  // PEP 503
  for (const char c : name) {
    const bool separator = c == '_' || c == '.' || c == '-';
    if (!separator) {
      out += c;
    } else if (!out.ends_with('-')) {
      out += '-';
    }
  }
  return out;
}

bool same_version(const std::string& type, const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto scheme = text::scheme_of(type);
  if (scheme == text::VersionScheme::generic) return false;
  return text::compare_versions(scheme, a, b) == std::partial_ordering::equivalent;
}

}  // namespace

std::optional<Purl> parse_purl(std::string_view text) {
  constexpr std::string_view kScheme = "pkg:";
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  while (text.starts_with('/')) text.remove_prefix(1);
  text = text.substr(0, text.find('#'));
  Purl purl;
  if (const std::size_t mark = text.find('?'); mark != text.npos) {
    std::string_view rest = text.substr(mark + 1);
    text = text.substr(0, mark);
    while (!rest.empty()) {
      const std::string_view pair = rest.substr(0, rest.find('&'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const std::size_t equals = pair.find('=');
      if (equals == pair.npos) continue;
      purl.qualifiers[lower(std::string(pair.substr(0, equals)))] =
          text::percent_decoded(pair.substr(equals + 1));
    }
  }
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash == text.npos) return std::nullopt;
  purl.type = lower(std::string(text.substr(0, slash)));
  text.remove_prefix(slash + 1);
  // An "@" before the last "/" is the scope of an npm package that was not encoded.
  const std::size_t at = text.rfind('@');
  const std::size_t last = text.rfind('/');
  if (at != text.npos && at != 0 && (last == text.npos || at > last)) {
    purl.version = text::percent_decoded(text.substr(at + 1));
    text = text.substr(0, at);
  }
  purl.name = compared(purl.type, text::percent_decoded(text));
  if (purl.name.empty()) return std::nullopt;
  return purl;
}

bool covers(const Purl& said, const Purl& asked) {
  if (said.type != asked.type || said.name != asked.name) return false;
  if (!said.version.empty() && !same_version(said.type, said.version, asked.version)) return false;
  for (const auto& [key, value] : said.qualifiers) {
    const auto at = asked.qualifiers.find(key);
    if (at == asked.qualifiers.end() || at->second != value) return false;
  }
  return true;
}

}  // namespace bartizan::assure::vex

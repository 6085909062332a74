#include "assure/parse/feed/names.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include "base/escape.h"
#include "scan/catalog.h"
#include "text/lines.h"

namespace bartizan::assure::feed {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string without_percents(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

// Exactly `width` digits at `at`, which is moved past them.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width) {
  if (text.size() - at < width) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i, ++at) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool accept(std::string_view text, std::size_t& at, std::string_view any) {
  if (at >= text.size() || !any.contains(text[at])) return false;
  ++at;
  return true;
}

// The time of day and its offset behind a date; nothing where it is none.
std::optional<std::int64_t> clock_of(std::string_view text, std::size_t at) {
  if (at == text.size()) return 0;
  if (!accept(text, at, "Tt ")) return std::nullopt;
  const auto hour = digits(text, at, 2);
  if (!hour || *hour > 24 || !accept(text, at, ":")) return std::nullopt;
  const auto minute = digits(text, at, 2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t millis = (*hour * std::int64_t{60} + *minute) * 60'000;
  if (accept(text, at, ":")) {
    const auto second = digits(text, at, 2);
    if (!second || *second > 60) return std::nullopt;
    millis += *second * 1000;
    if (accept(text, at, ".,")) {
      std::int64_t scale = 100;
      const std::size_t begin = at;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
        millis += (text[at] - '0') * scale;
      }
      if (at == begin) return std::nullopt;
    }
  }
  if (at == text.size() || (accept(text, at, "Zz") && at == text.size())) return millis;
  const bool behind = at < text.size() && text[at] == '+';
  if (!accept(text, at, "+-")) return std::nullopt;
  const auto hours = digits(text, at, 2);
  accept(text, at, ":");
  const auto minutes = at == text.size() ? std::optional(0) : digits(text, at, 2);
  if (!hours || !minutes || at != text.size() || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t offset = (*hours * std::int64_t{60} + *minutes) * 60'000;
  return behind ? millis - offset : millis + offset;
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Package package_of_ecosystem(std::string_view ecosystem) {
  const std::size_t colon = ecosystem.find(':');
  const std::string_view name = ecosystem.substr(0, colon);
  const scan::Catalog& catalog = scan::Catalog::embedded();
  auto known = catalog.list("feeds-ecosystems", name);
  if (!known) {
    const std::string folded = lower(name);
    catalog.list_each("feeds-ecosystems", [&](const scan::Catalog::Entry& entry) {
      if (lower(entry.key) == folded) known = entry.value;
      return !known;
    });
  }
  const Package unknown{"osv:" + std::string(ecosystem), ""};
  if (!known) return unknown;
  const std::size_t blank = known->find(' ');
  Package package{std::string(known->substr(0, blank)), ""};
  if (blank == known->npos) return package;
  const std::string_view distribution = known->substr(blank + 1);
  if (colon == ecosystem.npos) {
    package.distribution = distribution;
    return package;
  }
  // "22.04:LTS" is one release, "Pro:22.04:LTS" has packages that others do not get.
  std::string_view release = ecosystem.substr(colon + 1);
  if (release.ends_with(":LTS")) release.remove_suffix(4);
  if (release.empty() || release.contains(':')) return unknown;
  package.distribution = std::string(distribution) + "-" + lower(release);
  return package;
}

std::string type_of_registry(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  std::string host = lower(url.substr(0, url.find_first_of("/?#:")));
  const auto type = scan::Catalog::embedded().list("feeds-registries", host);
  return type ? std::string(*type) : std::string();
}

std::string canonical_name(std::string_view type, std::string_view name) {
  name = text::trim(name);
  if (type == "npm" || type == "nuget" || type == "composer" || type == "deb" || type == "apk" ||
      type == "cve") {
    return lower(name);
  }
  if (type == "maven") {
    std::string out(name);
    if (const std::size_t slash = out.rfind('/'); slash != out.npos && !out.contains(':')) {
      out[slash] = ':';
    }
    return out;
  }
  if (type != "pypi") return std::string(name);
  // PEP 503.
  std::string out;
  for (const char c : lower(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) out += c;
    if (separator && (out.empty() || out.back() != '-')) out += '-';
  }
  return out;
}

Purl read_purl(std::string_view purl) {
  if (!purl.starts_with("pkg:")) return {};
  purl.remove_prefix(4);
  purl = purl.substr(0, purl.find_first_of("?#"));
  const std::size_t slash = purl.find('/');
  if (slash == purl.npos || slash == 0) return {};
  std::string type = lower(purl.substr(0, slash));
  std::string_view rest = purl.substr(slash + 1);
  const std::size_t last = rest.rfind('/');
  const std::size_t at = rest.find('@', last == rest.npos ? 0 : last);
  if (at != rest.npos && at != 0) rest = rest.substr(0, at);
  std::string name = without_percents(rest);
  if (type == "maven") {
    if (const std::size_t cut = name.rfind('/'); cut != name.npos) name[cut] = ':';
  }
  return {type, canonical_name(type, name)};
}

base::Millis read_time(std::string_view text) {
  using namespace std::chrono;
  text = text::trim(text);
  std::size_t at = 0;
  const auto y = digits(text, at, 4);
  if (!y || *y < 1970 || !accept(text, at, "-")) return 0;
  const auto m = digits(text, at, 2);
  if (!m || !accept(text, at, "-")) return 0;
  const auto d = digits(text, at, 2);
  if (!d) return 0;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d))};
  const auto clock = clock_of(text, at);
  if (!date.ok() || !clock) return 0;
  const base::Millis time =
      duration_cast<milliseconds>(sys_days(date).time_since_epoch()).count() + *clock;
  constexpr base::Millis kEnd = 253'402'300'800'000;  // of the year 9999
  return time > 0 && time < kEnd ? time : 0;
}

std::string one_line(std::string_view text, std::size_t most) {
  std::string out;
  bool blank = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c <= ' ' || c == 0x7f) {
      blank = !out.empty();
      ++at;
      continue;
    }
    const std::size_t length = base::utf8_length(text.substr(at));
    const std::size_t room = blank ? 1U : 0U;
    if (length == 0 || out.size() + room + length > most) break;
    if (blank) out += ' ';
    blank = false;
    out += text.substr(at, length);
    at += length;
  }
  return out;
}

bool is_plain_text(std::string_view text, std::size_t most) {
  if (text.size() > most || !base::is_utf8(text)) return false;
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace bartizan::assure::feed

#include <algorithm>

#include "assure/parse/document/document.h"
#include "assure/parse/document/lines.h"
#include "text/lines.h"

namespace bartizan::assure::document {
namespace {

// RFC 9116, section 2.5.3: an URI, and of the web one with https. Something has to stand in it.
bool is_contact(std::string_view value) {
  if (value.find_first_of(" \t<>\"") != value.npos) return false;
  const std::size_t colon = value.find(':');
  if (colon == value.npos) return false;
  const std::string scheme = lower(value.substr(0, colon));
  const std::string_view rest = value.substr(colon + 1);
  if (scheme == "mailto") {
    const std::size_t at = rest.find('@');
    return at != rest.npos && at > 0 && at + 1 < rest.size() &&
           (letter(rest[at + 1]) || digit(rest[at + 1]) || rest[at + 1] == '[');
  }
  if (scheme == "https") {
    return rest.size() > 2 && rest.starts_with("//") &&
           (letter(rest[2]) || digit(rest[2]) || rest[2] == '[' ||
            static_cast<unsigned char>(rest[2]) >= 0x80);
  }
  return scheme == "tel" && std::ranges::any_of(rest, digit);
}

}  // namespace

SecurityTxt read_security_txt(std::string_view text) {
  SecurityTxt out;
  std::string expires;
  // A cleartext signature (RFC 9580, section 7): headers up to an empty line, then lines that may
  // begin with "- ", then the signature.
  const bool is_signed = text::trim(text).starts_with("-----BEGIN PGP SIGNED MESSAGE-----");
  bool inside = !is_signed;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (is_signed) {
      if (text::trim(line).starts_with("-----BEGIN PGP SIGNATURE-----")) break;
      if (!inside) {
        inside = text::trim(line).empty();
        continue;
      }
      if (line.starts_with("- ")) line.remove_prefix(2);
    }
    line = text::trim(line);
    const std::size_t colon = line.find(':');
    if (line.starts_with('#') || colon == line.npos) continue;
    const std::string field = lower(line.substr(0, colon));
    const std::string_view value = text::trim(line.substr(colon + 1));
    if (field == "contact" && is_contact(value)) {
      if (out.contacts++ == 0) out.contact = value.substr(0, kMostContact);
    }
    if (field == "expires" && out.expires_fields++ == 0) expires = value;
  }
  if (out.expires_fields == 1) out.expires = parse_rfc3339(expires);
  return out;
}

std::optional<base::Millis> parse_rfc3339(std::string_view text) {
  constexpr std::size_t kSeconds = 19;  // "2026-11-28T00:00:00"
  if (text.size() <= kSeconds) return std::nullopt;
  std::string whole(text.substr(0, kSeconds));
  if (whole[10] == 't') whole[10] = 'T';
  // A leap second is the second before.
  if (whole.ends_with(":60")) whole.replace(17, 2, "59");
  const auto time = base::parse_utc(whole + "Z");
  if (!time) return std::nullopt;
  std::string_view rest = text.substr(kSeconds);
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) return std::nullopt;
    rest.remove_prefix(digits);
  }
  if (rest == "Z" || rest == "z") return time;
  // "+HH:MM"
  if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
  for (const std::size_t place : {1U, 2U, 4U, 5U}) {
    if (!digit(rest[place])) return std::nullopt;
  }
  const int hours = (rest[1] - '0') * 10 + (rest[2] - '0');
  const int minutes = (rest[4] - '0') * 10 + (rest[5] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  const base::Millis offset = (hours * 60LL + minutes) * 60 * 1000;
  const base::Millis moment = rest[0] == '+' ? *time - offset : *time + offset;
  // What would be a year of no or of five digits in UTC can be written by nobody.
  if (base::parse_utc(base::format_utc(moment)) != moment) return std::nullopt;
  return moment;
}

}  // namespace bartizan::assure::document

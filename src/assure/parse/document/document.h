// Document: what a document of a system's folder says, as far as checks ask for it.
//
// What it is: a few facts about the bytes of SECURITY.md, security.txt, a licence, a lock file and
// their like. What it is not: a reading of their sense; whether a threat model is a good one stays
// a question for people. It looks at lines and at the trees of JSON files; nothing is followed,
// and time and memory are linear in what it is given, which the caller bounds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace bartizan::assure::document {

// RFC 9116. Comments count for nothing; a cleartext signature around it is taken off unverified.
struct SecurityTxt {
  std::uint64_t contacts = 0;  // that are an URI: mailto:, https: or tel:
  std::string contact;         // the first of them, cut
  std::uint64_t expires_fields = 0;
  std::optional<base::Millis> expires;  // of the one field, where it is a date of RFC 3339
};
SecurityTxt read_security_txt(std::string_view text);

// Nothing stands there but blanks, headings, rules and comments.
bool says_nothing(std::string_view text);

// Whether it says how a weakness is reported: an address, an URL, or a word that begins with
// "report", "disclos" or "contact".
bool says_how_to_report(std::string_view text);

// How many packages a lock file fixes, by its name in lower case ("cargo.lock"); nullopt where it
// is of no such kind or was not read to its end.
std::optional<std::uint64_t> locked_packages(std::string_view name, std::string_view text);

// `YYYY-MM-DDTHH:MM:SS`, a fraction, and `Z` or an offset (RFC 3339, section 5.6).
std::optional<base::Millis> parse_rfc3339(std::string_view text);

inline constexpr std::size_t kMostContact = 200;

}  // namespace bartizan::assure::document

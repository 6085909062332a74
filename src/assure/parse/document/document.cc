#include "assure/parse/document/document.h"

#include <algorithm>
#include <array>

#include "assure/parse/document/lines.h"
#include "text/lines.h"

namespace bartizan::assure::document {
namespace {

// A letter or digit of any writing: what is no ASCII is taken for one, but for the blanks among it.
bool has_word(std::string_view line) {
  // U+00A0, U+FEFF, U+200B to U+200D, U+2028, U+3000.
  constexpr std::array<std::string_view, 7> kBlanks{"\xc2\xa0",     "\xef\xbb\xbf", "\xe2\x80\x8b",
                                                    "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\xa8",
                                                    "\xe3\x80\x80"};
  while (!line.empty()) {
    const char c = line.front();
    if (letter(c) || digit(c)) return true;
    std::size_t width = 1;
    if (static_cast<unsigned char>(c) >= 0x80) {
      const auto* const blank = std::ranges::find_if(
          kBlanks, [&](std::string_view one) { return line.starts_with(one); });
      if (blank == kBlanks.end()) return true;
      width = blank->size();
    }
    line.remove_prefix(width);
  }
  return false;
}

bool mail_char(char c) {
  return letter(c) || digit(c) ||
         std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

// name@host.tld, as people write it.
bool has_address(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || !mail_char(text[at - 1])) continue;
    std::string_view host = text.substr(at + 1);
    host = host.substr(0, host.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"));
    const std::size_t dot = host.find('.');
    if (dot != std::string_view::npos && dot > 0 && dot + 1 < host.size() && host[dot + 1] != '.') {
      return true;
    }
    at += host.size();
    if (at >= text.size()) break;
  }
  return false;
}

// Behind a scheme something has to stand.
bool has_url(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://", "mailto:"}) {
    for (std::size_t at = text.find(scheme); at != std::string_view::npos;
         at = text.find(scheme, at + scheme.size())) {
      const std::size_t next = at + scheme.size();
      if (next < text.size() && (letter(text[next]) || digit(text[next]))) return true;
    }
  }
  return false;
}

bool has_word_of_reporting(std::string_view text) {
  for (const std::string_view word : {"report", "disclos", "contact"}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + word.size())) {
      if (at == 0 || !letter(text[at - 1])) return true;
    }
  }
  return false;
}

// Without `<!-- ... -->`; one that does not end goes to the end.
std::string without_comments(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find("<!--"), text.size());
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    if (text.empty()) break;
    const std::size_t end = text.find("-->", 4);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 3);
    out += ' ';
  }
  return out;
}

}  // namespace

bool says_nothing(std::string_view text) {
  const std::string said = without_comments(text);
  std::string_view rest = said;
  while (!rest.empty()) {
    const std::string_view line = text::trim(take_line(rest));
    if (!line.starts_with('#') && has_word(line)) return false;
  }
  return true;
}

bool says_how_to_report(std::string_view text) {
  const std::string said = lower(without_comments(text));
  return has_address(said) || has_url(said) || has_word_of_reporting(said);
}

}  // namespace bartizan::assure::document

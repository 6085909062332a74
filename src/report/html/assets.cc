// Escaping, and what is embedded: style and script with the hashes that allow them.
#include <array>

#include "base/escape.h"
#include "base/hash.h"
#include "report/html/parts.h"
#include "report/text.h"

extern "C" {
extern const char bartizan_html_style_begin[];
extern const char bartizan_html_style_end[];
extern const char bartizan_html_script_begin[];
extern const char bartizan_html_script_end[];
}

namespace bartizan::report::html_parts {
namespace {

// RFC 4648 section 4.
std::string base64(const base::Digest& digest) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = i; j < i + 3; ++j) bits = bits << 8 | (j < digest.size() ? digest[j] : 0);
    for (int shift = 18; shift >= 0; shift -= 6) out += kAlphabet[bits >> shift & 0x3F];
  }
  // 32 bytes leave one group of two: the last character is padding.
  out.back() = '=';
  return out;
}

}  // namespace

std::string escaped(std::string_view text) { return markup(one_line(text)); }

std::string escaped_lines(std::string_view text) {
  return markup(base::escape_text(shorten(text, kEvidenceBytes)));
}

std::string mark(record::Verdict verdict) {
  return "<span class=\"mark\"><i aria-hidden=\"true\">" + std::string(symbol(verdict)) + "</i> " +
         std::string(word(verdict)) + "</span>";
}

std::string sha256_source(std::string_view content) {
  return "'sha256-" + base64(base::sha256(content)) + "'";
}

std::string page_start(std::string_view title, std::string_view css) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
         sha256_source(css) +
         "; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<meta name=\"generator\" content=\"Bartizan\">\n<title>" +
         escaped(title) + "</title>\n<style>" + std::string(css) + "</style>\n</head>\n<body>\n";
}

std::string_view style() { return {bartizan_html_style_begin, bartizan_html_style_end}; }
std::string_view script() { return {bartizan_html_script_begin, bartizan_html_script_end}; }

}  // namespace bartizan::report::html_parts

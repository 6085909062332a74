#include "scan/formats/document/format.h"

#include "base/escape.h"

namespace bartizan::scan::document {
namespace {

using namespace std::string_view_literals;

Claim claim_magic(const Probe& probe, std::string_view magic) {
  return base::text_of(probe.head).starts_with(magic) ? Claim::certain : Claim::no;
}

// PNG (ISO/IEC 15948) 5.2; JPEG (T.81) B.2; GIF89a; RIFF/WebP; PDF 7.5.2.
Claim claim_png(const Probe& probe) { return claim_magic(probe, "\x89PNG\r\n\x1a\n"); }
Claim claim_jpeg(const Probe& probe) { return claim_magic(probe, "\xff\xd8\xff"); }
Claim claim_gif(const Probe& probe) {
  return claim_magic(probe, "GIF89a") == Claim::certain ? Claim::certain
                                                        : claim_magic(probe, "GIF87a");
}
Claim claim_webp(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  return head.starts_with("RIFF") &&
                 head.substr(8 < head.size() ? 8 : head.size()).starts_with("WEBP")
             ? Claim::certain
             : Claim::no;
}
Claim claim_pdf(const Probe& probe) { return claim_magic(probe, "%PDF-"); }

// UTF-8 text without control characters other than layout, judged by its first and last bytes.
bool is_text(std::string_view part, bool may_start_late, bool may_end_early) {
  while (may_start_late && !part.empty() && (static_cast<unsigned char>(part[0]) & 0xC0) == 0x80) {
    part.remove_prefix(1);
  }
  while (!part.empty()) {
    const std::size_t n = base::utf8_length(part);
    if (n == 0) return may_end_early && part.size() < 4;
    const auto c = static_cast<unsigned char>(part[0]);
    if (n == 1 && (c < 0x20 || c == 0x7F) && !"\t\n\r\f\x1b"sv.contains(static_cast<char>(c))) {
      return false;
    }
    part.remove_prefix(n);
  }
  return true;
}

Claim claim_text(const Probe& probe) {
  const bool whole = probe.size <= probe.head.size();
  return is_text(base::text_of(probe.head), false, !whole) &&
                 is_text(base::text_of(probe.tail), !whole, false)
             ? Claim::certain
             : Claim::no;
}

Claim claim_json(const Probe& probe) {
  if (claim_text(probe) == Claim::no) return Claim::no;
  const std::string_view head = base::text_of(probe.head), tail = base::text_of(probe.tail);
  const std::size_t first = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const std::size_t last = tail.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos || last == std::string_view::npos) return Claim::no;
  return (head[first] == '{' && tail[last] == '}') || (head[first] == '[' && tail[last] == ']')
             ? Claim::certain
             : Claim::no;
}

}  // namespace

constexpr Format kPng{"png", "PNG image", Kind::document, claim_png, nullptr};
constexpr Format kJpeg{"jpeg", "JPEG image", Kind::document, claim_jpeg, nullptr};
constexpr Format kGif{"gif", "GIF image", Kind::document, claim_gif, nullptr};
constexpr Format kWebp{"webp", "WebP image", Kind::document, claim_webp, nullptr};
constexpr Format kPdf{"pdf", "PDF document", Kind::document, claim_pdf, nullptr};
constexpr Format kJson{"json", "JSON text", Kind::document, claim_json, nullptr};
constexpr Format kText{"text", "text", Kind::document, claim_text, nullptr};

}  // namespace bartizan::scan::document

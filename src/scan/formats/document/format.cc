#include "scan/formats/document/format.h"

#include "scan/formats/config/parse.h"
#include "scan/formats/document/text.h"
#include "scan/magic.h"

namespace bartizan::scan::document {
namespace {

constexpr Format known(std::string_view id, std::string_view title, Claim (*claim)(const Probe&)) {
  return {id, title, Kind::document, claim, nullptr};
}

// ISO/IEC 14496-12: a box "ftyp" of plausible size comes first.
Claim claim_iso_media(const Probe& probe) {
  return has_at(probe, 4, "ftyp") && has_at(probe, 0, {"\0\0\0", 3}) ? Claim::certain : Claim::no;
}

// ISO/IEC 11172-3: an ID3 tag, or a frame of layer III whose next frame is not looked for.
Claim claim_mp3(const Probe& probe) { return claim_magic<"ID3">(probe); }

// TrueType and OpenType: version, then a number of tables that fits.
Claim claim_sfnt(const Probe& probe) {
  if (!has_at(probe, 0, {"\0\1\0\0", 4}) && !has_at(probe, 0, "OTTO") &&
      !has_at(probe, 0, "true")) {
    return Claim::no;
  }
  if (probe.head.size() < 12) return Claim::no;
  const auto tables = base::load_be<std::uint16_t>(probe.head.subspan(4).data());
  const auto range = base::load_be<std::uint16_t>(probe.head.subspan(6).data());
  return tables >= 1 && tables <= 64 && range % 16 == 0 && range <= tables * 16 ? Claim::certain
                                                                                : Claim::no;
}

// The header of a Windows bitmap: its own size, reserved zeros.
Claim claim_bmp(const Probe& probe) {
  if (!has_at(probe, 0, "BM") || probe.head.size() < 26) return Claim::no;
  return base::load_le<std::uint32_t>(probe.head.subspan(2).data()) == probe.size &&
                 base::load_le<std::uint32_t>(probe.head.subspan(6).data()) == 0
             ? Claim::certain
             : Claim::no;
}

// gitformat-loose(5), once inflated: type, blank, decimal size, NUL, contents.
Claim claim_git_object(const Probe& probe) {
  std::string_view head = base::text_of(probe.head);
  const std::size_t blank = head.find(' ');
  const std::string_view type = head.substr(0, blank);
  if (type != "blob" && type != "tree" && type != "commit" && type != "tag") return Claim::no;
  const std::size_t end = head.find_first_not_of("0123456789", blank + 1);
  return end != std::string_view::npos && end > blank + 1 && head[end] == '\0' ? Claim::certain
                                                                               : Claim::no;
}

}  // namespace

// clang-format off
constexpr std::array<Format, kCount> kFormats{
    // Images.
    known("png", "PNG image", claim_magic<"\x89PNG\r\n\x1a\n">),  // ISO/IEC 15948, 5.2
    known("jpeg", "JPEG image", claim_magic<"\xff\xd8\xff">),  // ITU-T T.81, B.2
    known("gif", "GIF image", claim_either<"GIF89a", "GIF87a">),
    known("webp", "WebP image", claim_riff<"WEBP">),
    known("bmp", "Windows bitmap", claim_bmp),
    known("tiff", "TIFF image", claim_either<"II*\0", "MM\0*">),  // TIFF 6.0, section 2
    known("ico", "Windows icon", claim_magic<"\0\0\1\0\1\0">),
    known("psd", "Photoshop image", claim_magic<"8BPS\0\1">),
    known("exr", "OpenEXR image", claim_magic<"v/1\1">),
    known("jpeg-2000", "JPEG 2000 image", claim_magic<"\0\0\0\x0cjP  \r\n\x87\n">),
    known("jpeg-xl", "JPEG XL image", claim_magic<"\0\0\0\x0cJXL \r\n\x87\n">),
    // Sound and film.
    known("wav", "WAVE sound", claim_riff<"WAVE">),
    known("avi", "AVI film", claim_riff<"AVI ">),
    known("flac", "FLAC sound", claim_magic<"fLaC\0">),  // RFC 9639, 6
    known("ogg", "Ogg stream", claim_magic<"OggS\0">),  // RFC 3533, 6
    known("mp3", "MP3 sound", claim_mp3),
    known("mp4", "MP4 or QuickTime media", claim_iso_media),
    known("matroska", "Matroska or WebM media", claim_magic<"\x1a\x45\xdf\xa3">),  // RFC 8794, 11.2.1
    known("midi", "MIDI music", claim_magic<"MThd\0\0\0\6">),
    known("au", "AU sound", claim_magic<".snd\0\0\0">),
    // Fonts and pages.
    known("woff", "WOFF font", claim_either<"wOFF\0\1\0\0", "wOFFOTTO">),
    known("woff2", "WOFF2 font", claim_either<"wOF2\0\1\0\0", "wOF2OTTO">),
    known("font", "TrueType or OpenType font", claim_sfnt),
    known("pdf", "PDF document", claim_magic<"%PDF-">),  // ISO 32000-1, 7.5.2
    known("postscript", "PostScript document", claim_magic<"%!PS-Adobe-">),
    known("rtf", "RTF document", claim_magic<"{\\rtf1">),
    known("ole", "OLE compound document", claim_magic<"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1">),  // [MS-CFB] 2.2
    // Data.
    known("sqlite", "SQLite database", claim_magic<"SQLite format 3\0">),  // sqlite.org/fileformat2.html
    known("parquet", "Parquet table", claim_ends<"PAR1">),  // parquet-format README
    known("arrow", "Arrow table", claim_ends<"ARROW1">),  // Arrow columnar format, "IPC File Format"
    known("feather", "Feather table", claim_ends<"FEA1">),
    known("avro", "Avro container", claim_magic<"Obj\1">),
    known("orc", "ORC table", claim_magic<"ORC\x08">),
    known("matlab", "MATLAB data", claim_magic<"MATLAB 5.0 MAT-file">),
    known("pcap", "packet capture", claim_either<"\xd4\xc3\xb2\xa1\2\0\4\0", "\xa1\xb2\xc3\xd4\0\2\0\4">),
    // What repositories hold.
    known("git-index", "Git index", claim_magic<"DIRC\0\0\0">),  // gitformat-index(5)
    known("git-pack", "Git pack", claim_magic<"PACK\0\0\0\2">),  // gitformat-pack(5)
    known("git-pack-index", "Git pack index", claim_magic<"\377tOc\0\0\0\2">),
    known("git-object", "Git object", claim_git_object),
    known("git-bundle", "Git bundle", claim_either<"# v2 git bundle\n", "# v3 git bundle\n">),
    known("time-zone", "time zone", claim_either<"TZif2", "TZif3">),  // RFC 9636
    known("gettext", "gettext catalogue", claim_either<"\xde\x12\x04\x95", "\x95\x04\x12\xde">),
    known("pgp", "OpenPGP message", claim_either<"-----BEGIN PGP MESSAGE", "-----BEGIN PGP SIGNATURE">),
    known("pem", "PEM certificate or key", claim_magic<"-----BEGIN ">),  // RFC 7468
    // Text, from special to general.
    known("svg", "SVG image", claim_svg),
    known("html", "HTML page", claim_html),
    known("xml", "XML document", claim_xml),
    known("json-lines", "JSON lines", claim_json_lines),
    {"json", "JSON text", Kind::document, claim_json, config::parse},
    known("utf-16-text", "text in UTF-16", claim_utf16),
    known("text", "text", claim_text),
    known("text-8bit", "text in an 8-bit encoding", claim_8bit_text),
};
// clang-format on

}  // namespace bartizan::scan::document

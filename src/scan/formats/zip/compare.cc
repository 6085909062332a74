#include "scan/formats/zip/compare.h"

#include <algorithm>
#include <array>

#include "scan/detect/member_name.h"
#include "scan/formats/zip/rules.h"

namespace bartizan::scan::zip {
namespace {

constexpr std::uint16_t kRefusedFlags = kFlagPatched | kFlagStrong | kFlagMasked;
constexpr std::uint32_t kSeeThere = 0xFFFFFFFF;

// A number as evidence text.
class Number {
 public:
  Number(Archive& archive, std::uint64_t value, bool hex) : text_(archive.artifact.budget()) {
    if (hex) {
      text_.append("0x");
      text_.append_hex(value, 8);
    } else {
      text_.append_number(value);
    }
  }
  std::string_view view() const { return text_.view(); }

 private:
  base::Text text_;
};

void differ(Archive& archive, const Entry& entry, const Local& local, std::string_view field,
            std::string_view in_directory, std::string_view in_local) {
  archive.artifact.finding(kHeadersDiffer, {local.offset, local.header_size()}, archive.name(entry),
                           {{"field", field}, {"directory", in_directory}, {"local", in_local}});
}

void differ(Archive& archive, const Entry& entry, const Local& local, std::string_view field,
            std::uint64_t in_directory, std::uint64_t in_local, bool hex = false) {
  differ(archive, entry, local, field, Number(archive, in_directory, hex).view(),
         Number(archive, in_local, hex).view());
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool is_link(const Entry& entry) {
  return (entry.made_by >> 8) == 3 && ((entry.external >> 16) & 0170000) == 0120000;
}

void check_entry(Archive& archive, const Entry& entry) {
  Artifact& artifact = archive.artifact;
  const std::string_view name = archive.name(entry);
  const Range record{entry.record, kEntryBytes + entry.name_length};
  if (name.find('\0') != std::string_view::npos) {
    artifact.finding(kNameCut, record, name, {{"cut", Archive::cut(name)}});
  }
  if (detect::name_escapes(name)) artifact.finding(kUnsafeName, record, name);
  if ((entry.flags & kRefusedFlags) != 0) {
    artifact.finding(kFlagTrick, record, name,
                     {{"flags", Number(archive, entry.flags, true).view()}});
  }
  if (entry.contradicts) artifact.finding(kZip64Contradiction, record, name);
  if (entry.renamed) {
    artifact.finding(kHeadersDiffer, record, name,
                     {{"field", "Unicode path"}, {"directory", name}, {"local", "another name"}});
  }
  // An empty folder has a few bytes under some methods.
  const bool stored = entry.method == kStored && entry.compressed > 0;
  if (name.ends_with('/') && (entry.size > 0 || stored)) {
    artifact.finding(kDirectoryWithData, record, name);
  }
}

void check_headers(Archive& archive, const Entry& entry, const Local& local) {
  const std::string_view name = archive.name(entry);
  if (name != local.name) differ(archive, entry, local, "name", name, local.name);
  if (entry.method != local.method) {
    differ(archive, entry, local, "method", entry.method, local.method);
  }
  std::uint16_t flags = kFlagEncrypted | kRefusedFlags;
  if (!is_ascii(name)) flags |= kFlagUtf8;
  if (((entry.flags ^ local.flags) & flags) != 0) {
    differ(archive, entry, local, "flags", entry.flags, local.flags, true);
  }
  // With a data descriptor the local header may leave the three open, as zero or as "see ZIP64".
  const bool open = (local.flags & kFlagDescriptor) != 0;
  const auto left_open = [&](std::uint64_t value) {
    return open && (value == 0 || value == kSeeThere);
  };
  if (entry.crc != local.crc && !left_open(local.crc)) {
    differ(archive, entry, local, "CRC", entry.crc, local.crc, true);
  }
  if (entry.compressed != local.compressed && !left_open(local.compressed)) {
    differ(archive, entry, local, "compressed size", entry.compressed, local.compressed);
  }
  if (entry.size != local.size && !left_open(local.size)) {
    differ(archive, entry, local, "size", entry.size, local.size);
  }
}

// APPNOTE 4.3.9: CRC and two sizes of 4 or 8 bytes, with or without a signature in front.
std::uint64_t check_descriptor(Archive& archive, const Entry& entry, const Local& local,
                               std::uint64_t at) {
  if (((entry.flags | local.flags) & kFlagDescriptor) == 0) return 0;
  const auto bytes = archive.locals.at(at, 24, 24);
  const bool sign = bytes.size() >= 4 && base::le_at<std::uint32_t>(bytes, 0) == kDescriptorMagic;
  for (const std::size_t skip : {std::size_t{sign ? 4U : 0U}, std::size_t{0}}) {
    const auto fields = bytes.subspan(std::min(skip, bytes.size()));
    if (fields.size() < 12 || base::le_at<std::uint32_t>(fields, 0) != entry.crc) continue;
    if (fields.size() >= 20 && base::le_at<std::uint64_t>(fields, 4) == entry.compressed &&
        base::le_at<std::uint64_t>(fields, 12) == entry.size) {
      return skip + 20;
    }
    if (base::le_at<std::uint32_t>(fields, 4) == entry.compressed &&
        base::le_at<std::uint32_t>(fields, 8) == entry.size) {
      return skip + 12;
    }
  }
  if (!sign || bytes.size() < 16) return 0;
  archive.artifact.finding(
      kHeadersDiffer, {at, 16}, archive.name(entry),
      {{"field", "data descriptor"},
       {"directory", Number(archive, entry.compressed, false).view()},
       {"local", Number(archive, base::le_at<std::uint32_t>(bytes, 8), false).view()}});
  return local.wide && bytes.size() >= 24 ? 24 : 16;
}

}  // namespace bartizan::scan::zip

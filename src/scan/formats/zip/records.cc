#include "scan/formats/zip/records.h"

#include <algorithm>
#include <array>

#include "base/le.h"
#include "base/limits.h"
#include "base/reader.h"

namespace bartizan::scan::zip {
namespace {

using base::le_at;

constexpr std::uint32_t kSeeThere = 0xFFFFFFFF;
constexpr std::uint16_t kSeeThere16 = 0xFFFF;

// Extra field ids, APPNOTE 4.5 and 4.6.
constexpr std::uint16_t kExtraZip64 = 0x0001;
constexpr std::uint16_t kExtraUnicodePath = 0x7075;
constexpr std::uint16_t kExtraAes = 0x9901;

template <std::size_t N>
bool read_array(base::Source& source, std::uint64_t offset, std::array<std::byte, N>& out) {
  if (offset > source.size() || source.size() - offset < N) return false;
  return source.read(offset, out);
}

// APPNOTE 4.3.15: the locator stands right before the end record. Its absolute offset is believed
// when a record is there, otherwise the place right before the locator, which is what Python reads.
void read_zip64(base::Source& source, EndRecord& end, bool saturated, std::uint16_t entries16,
                std::uint32_t size32, std::uint32_t offset32) {
  if (end.offset < kLocatorBytes) return;
  std::array<std::byte, kLocatorBytes> locator;
  if (!read_array(source, end.offset - kLocatorBytes, locator) ||
      le_at<std::uint32_t>(locator, 0) != kLocatorMagic) {
    end.contradicts = saturated && entries16 == kSeeThere16 && size32 == kSeeThere;
    return;
  }
  const Range place{end.offset - kLocatorBytes, kLocatorBytes};
  std::uint64_t at = le_at<std::uint64_t>(locator, 8);
  std::array<std::byte, kEnd64Bytes> record;
  const auto here = [&] {
    return at < place.offset && read_array(source, at, record) &&
           le_at<std::uint32_t>(record, 0) == kEnd64Magic;
  };
  if (!here()) {
    if (place.offset < kEnd64Bytes) return;
    at = place.offset - kEnd64Bytes;
    if (!here()) return;
  }
  end.zip64 = {at, place.offset - at};
  end.locator = place;
  const auto entries = le_at<std::uint64_t>(record, 32);
  const auto size = le_at<std::uint64_t>(record, 40);
  const auto offset = le_at<std::uint64_t>(record, 48);
  end.contradicts = (entries16 != kSeeThere16 && entries16 != entries) ||
                    (size32 != kSeeThere && size32 != size) ||
                    (offset32 != kSeeThere && offset32 != offset);
  // Python and PyTorch take the ZIP64 values whatever the others say.
  end.entries = entries;
  end.directory_size = size;
  end.directory_offset = offset;
  end.many_disks = le_at<std::uint32_t>(record, 16) != 0 || le_at<std::uint32_t>(record, 20) != 0;
}

}  // namespace

std::optional<EndRecord> read_end_record(base::Source& source, std::uint64_t offset) {
  std::array<std::byte, kEndBytes> bytes;
  if (!read_array(source, offset, bytes) || le_at<std::uint32_t>(bytes, 0) != kEndMagic) {
    return std::nullopt;
  }
  const auto disk = le_at<std::uint16_t>(bytes, 4);
  const auto directory_disk = le_at<std::uint16_t>(bytes, 6);
  const auto entries = le_at<std::uint16_t>(bytes, 10);
  const auto size = le_at<std::uint32_t>(bytes, 12);
  const auto directory = le_at<std::uint32_t>(bytes, 16);
  EndRecord end;
  end.offset = offset;
  end.entries = entries;
  end.directory_size = size;
  end.directory_offset = directory;
  end.comment_length = le_at<std::uint16_t>(bytes, 20);
  end.many_disks =
      (disk != 0 && disk != kSeeThere16) || (directory_disk != 0 && directory_disk != kSeeThere16);
  const bool saturated = entries == kSeeThere16 || size == kSeeThere || directory == kSeeThere;
  read_zip64(source, end, saturated, entries, size, directory);
  return end;
}

EndRecords find_end_records(base::Source& source) {
  EndRecords records;
  const std::uint64_t size = source.size();
  if (size < kEndBytes) return records;
  const auto add = [&](std::uint64_t offset) {
    if (records.count == EndRecords::kMost) return;
    if (const auto end = read_end_record(source, offset)) records.found[records.count++] = *end;
  };
  // The usual case first: no comment, nothing behind.
  add(size - kEndBytes);
  if (records.count == 1 && records.found[0].comment_length == 0) return records;
  records.count = 0;
  std::array<std::byte, kEndBytes + kMaxComment> tail;
  const std::uint64_t n = std::min<std::uint64_t>(size, tail.size());
  const auto bytes = std::span(tail).first(static_cast<std::size_t>(n));
  if (!source.read(size - n, bytes)) return records;
  const std::string_view text = base::text_of(bytes);
  for (std::size_t at = text.rfind("PK\5\6"); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : text.rfind("PK\5\6", at - 1)) {
    add(size - n + at);
  }
  return records;
}

bool directory_at(base::Source& source, const EndRecord& end, std::uint64_t offset) {
  std::array<std::byte, 4> magic;
  return end.directory_size >= kEntryBytes && read_array(source, offset, magic) &&
         le_at<std::uint32_t>(magic, 0) == kEntryMagic;
}

Extra read_extra(std::span<const std::byte> bytes, std::string_view header_name,
                 std::uint32_t size32, std::uint32_t compressed32, std::uint32_t local32,
                 bool in_directory) {
  Extra extra;
  while (bytes.size() >= 4) {
    const auto id = le_at<std::uint16_t>(bytes, 0);
    const std::size_t length = le_at<std::uint16_t>(bytes, 2);
    bytes = bytes.subspan(4);
    if (length > bytes.size()) break;
    auto field = bytes.first(length);
    bytes = bytes.subspan(length);
    if (id == kExtraZip64) {
      extra.has_zip64 = true;
      const auto next = [&](std::uint32_t narrow) -> std::optional<std::uint64_t> {
        if (narrow != kSeeThere || field.size() < 8) return std::nullopt;
        const auto value = le_at<std::uint64_t>(field, 0);
        field = field.subspan(8);
        return value;
      };
      const auto whole = field;
      extra.size = next(size32);
      extra.compressed = next(compressed32);
      if (in_directory) extra.local = next(local32);
      // A reader that takes the fields by position whatever the header says must see the same.
      if (in_directory && size32 != kSeeThere && compressed32 != kSeeThere && whole.size() >= 16) {
        const auto size = le_at<std::uint64_t>(whole, 0);
        const auto compressed = le_at<std::uint64_t>(whole, 8);
        const bool pair = size == size32 && compressed == compressed32;
        extra.contradicts = !pair && local32 != kSeeThere && (size | compressed) != 0;
      }
    } else if (id == kExtraUnicodePath && length >= 5) {
      extra.renamed = base::text_of(field.subspan(5)) != header_name;
    } else if (id == kExtraAes) {
      extra.aes = true;
    }
  }
  return extra;
}

std::span<const std::byte> LocalReader::at(std::uint64_t offset, std::size_t n, std::size_t ahead) {
  if (offset >= source_->size()) return {};
  const std::uint64_t left = source_->size() - offset;
  n = static_cast<std::size_t>(std::min<std::uint64_t>(n, left));
  if (const auto all = source_->memory(); !all.empty()) {
    return all.subspan(static_cast<std::size_t>(offset), n);
  }
  if (offset < range_.offset || offset + n > range_.end()) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(n, ahead), left));
    range_ = {};
    if (!window_.try_resize(length) || !source_->read(offset, window_.span().first(length))) {
      return {};
    }
    range_ = {offset, length};
  }
  return std::span<const std::byte>(window_.span())
      .subspan(static_cast<std::size_t>(offset - range_.offset), n);
}

std::optional<Local> LocalReader::header(std::uint64_t offset, std::size_t ahead) {
  auto bytes = at(offset, kLocalBytes, ahead);
  if (bytes.size() < kLocalBytes || le_at<std::uint32_t>(bytes, 0) != kLocalMagic) {
    return std::nullopt;
  }
  Local local;
  local.offset = offset;
  local.flags = le_at<std::uint16_t>(bytes, 6);
  local.method = le_at<std::uint16_t>(bytes, 8);
  local.crc = le_at<std::uint32_t>(bytes, 14);
  const auto compressed = le_at<std::uint32_t>(bytes, 18);
  const auto size = le_at<std::uint32_t>(bytes, 22);
  const std::size_t name = le_at<std::uint16_t>(bytes, 26);
  local.extra = le_at<std::uint16_t>(bytes, 28);
  const std::size_t whole = kLocalBytes + name + local.extra;
  bytes = at(offset, whole, ahead);
  if (bytes.size() < whole) return std::nullopt;
  local.data = offset + whole;
  local.name = base::text_of(bytes.subspan(kLocalBytes, name));
  const Extra extra = read_extra(bytes.subspan(kLocalBytes + name), local.name, size, compressed, 0,
                                 /*in_directory=*/false);
  local.size = extra.size.value_or(size);
  local.compressed = extra.compressed.value_or(compressed);
  local.wide = extra.has_zip64;
  local.contradicts = extra.contradicts;
  return local;
}

}  // namespace bartizan::scan::zip

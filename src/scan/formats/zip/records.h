// The records of a ZIP archive as plain values, and how each is read.
//
// What it is: end records, directory entries and local headers, after ZIP64. What it is not: a
// judgement; disagreements are found by parse.cc and compare.cc. Names are views into a pool that
// the Directory owns or into the window of a LocalReader. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/source.h"
#include "base/span_map.h"
#include "base/vec.h"

namespace bartizan::scan::zip {

using base::Range;

// APPNOTE 4.3.7, 4.3.9, 4.3.12 - 4.3.16.
inline constexpr std::uint32_t kLocalMagic = 0x04034B50;
inline constexpr std::uint32_t kDescriptorMagic = 0x08074B50;
inline constexpr std::uint32_t kEntryMagic = 0x02014B50;
inline constexpr std::uint32_t kSignatureMagic = 0x05054B50;
inline constexpr std::uint32_t kEnd64Magic = 0x06064B50;
inline constexpr std::uint32_t kLocatorMagic = 0x07064B50;
inline constexpr std::uint32_t kEndMagic = 0x06054B50;
inline constexpr std::uint64_t kLocalBytes = 30;
inline constexpr std::uint64_t kEntryBytes = 46;
inline constexpr std::uint64_t kEndBytes = 22;
inline constexpr std::uint64_t kEnd64Bytes = 56;
inline constexpr std::uint64_t kLocatorBytes = 20;
inline constexpr std::uint64_t kMaxComment = 65'535;

// General purpose flags, APPNOTE 4.4.4.
enum Flag : std::uint16_t {
  kFlagEncrypted = 0x0001,
  kFlagDescriptor = 0x0008,
  kFlagPatched = 0x0020,
  kFlagStrong = 0x0040,
  kFlagUtf8 = 0x0800,
  kFlagMasked = 0x2000,
};

// Compression methods, APPNOTE 4.4.5.
enum Method : std::uint16_t {
  kStored = 0,
  kDeflated = 8,
  kBzip2 = 12,
  kLzma = 14,
  kZstd = 93,
  kXz = 95,
};

struct EndRecord {
  std::uint64_t offset = 0;
  std::uint64_t entries = 0;
  std::uint64_t directory_size = 0;
  std::uint64_t directory_offset = 0;
  std::uint64_t comment_length = 0;  // as declared
  bool many_disks = false;
  Range zip64;  // the ZIP64 end record, empty when there is none
  Range locator;
  bool contradicts = false;  // ZIP64 values differ from 32-bit values that were not "see there"

  std::uint64_t end() const { return offset + kEndBytes + comment_length; }
  // Where the records after the directory begin.
  std::uint64_t tail() const { return zip64.length > 0 ? zip64.offset : offset; }
};

// The end record at `offset`; nullopt where none stands.
std::optional<EndRecord> read_end_record(base::Source& source, std::uint64_t offset);

// The end records in the last 22 + 65,535 bytes, last first.
struct EndRecords {
  static constexpr std::size_t kMost = 8;
  EndRecord found[kMost];
  std::size_t count = 0;
};
EndRecords find_end_records(base::Source& source);

// Whether a directory entry (or, for an empty directory, its end) stands at `offset`.
bool directory_at(base::Source& source, const EndRecord& end, std::uint64_t offset);

struct Entry {
  std::uint64_t local = 0;  // of its local header, in the file
  std::uint64_t compressed = 0;
  std::uint64_t size = 0;
  std::uint64_t record = 0;   // of its directory record
  std::uint64_t name_at = 0;  // in the pool
  std::uint32_t crc = 0;
  std::uint32_t external = 0;
  std::uint16_t name_length = 0;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint16_t made_by = 0;
  std::uint8_t view = 0;     // index of the directory it comes from
  bool contradicts = false;  // a ZIP64 field beside a 32-bit value it does not extend
  bool renamed = false;      // an Info-ZIP Unicode path that differs from the name
  bool aes = false;          // WinZip AES extra field
};

struct Local {
  std::uint64_t offset = 0;
  std::uint64_t data = 0;  // where the member's bytes begin
  std::uint64_t compressed = 0;
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint16_t extra = 0;  // length of the extra field
  bool contradicts = false;
  bool wide = false;      // has a ZIP64 field
  std::string_view name;  // until the next read
  std::uint64_t header_size() const { return data - offset; }
};

// Reads local headers with few and small reads. Spans stay valid until the next call.
class LocalReader {
 public:
  LocalReader(base::Source& source, base::Budget& budget) : source_(&source), window_(budget) {}
  // Up to n bytes at `offset`; fewer only at the end. `ahead`: how much to read while at it.
  std::span<const std::byte> at(std::uint64_t offset, std::size_t n, std::size_t ahead);
  // nullopt when no whole local header stands there.
  std::optional<Local> header(std::uint64_t offset, std::size_t ahead);

 private:
  base::Source* source_;
  base::Vec<std::byte> window_;
  Range range_;
};

// What the extra fields of a header say.
struct Extra {
  std::optional<std::uint64_t> size, compressed, local;
  bool has_zip64 = false;
  bool contradicts = false;
  bool renamed = false;
  bool aes = false;
};
// `size32` ... as they stand in the header.
Extra read_extra(std::span<const std::byte> bytes, std::string_view header_name,
                 std::uint32_t size32, std::uint32_t compressed32, std::uint32_t local32,
                 bool in_directory);

}  // namespace bartizan::scan::zip

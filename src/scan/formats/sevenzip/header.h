// The header of a 7z archive: which members there are, and how they are packed.
//
// What it is: a reader of the database that 7zFormat.txt (LZMA SDK, DOC/) describes, as far as
// names, sizes and coders go. What it is not: an unpacker. Everything is charged to the budget. One
// thread.
#pragma once

#include <cstdint>

#include "base/reader.h"
#include "base/span_map.h"
#include "base/vec.h"

namespace bartizan::scan::sevenzip {

// What a folder (a chain of coders over packed streams) is made of, as far as it matters here.
enum class Coding : std::uint8_t { copy, lzma, other, encrypted };

struct Folder {
  Coding coding = Coding::other;
  std::uint32_t coders = 0;
  std::uint32_t outputs = 0;
  std::uint8_t properties[5] = {};  // of a single LZMA coder
  std::uint64_t size = 0;           // unpacked
  std::uint64_t members = 1;
};

struct Streams {
  explicit Streams(base::Budget& budget) : packed(budget), folders(budget), sizes(budget) {}
  std::uint64_t pack_offset = 0;
  base::Vec<std::uint64_t> packed;
  base::Vec<Folder> folders;
  base::Vec<std::uint64_t> sizes;  // of the members, in order
};

struct File {
  std::uint64_t name_at = 0;
  std::uint32_t name_length = 0;
  bool empty = false;
};

struct Database {
  explicit Database(base::Budget& budget) : streams(budget), names(budget), files(budget) {}
  Streams streams;
  base::Vec<char> names;  // UTF-8
  base::Vec<File> files;
};

enum class Outcome : std::uint8_t { header, packed, malformed, refused };

// Reads a header from `reader`. packed: the header itself is packed, `database.streams` says how.
Outcome read_header(base::Reader& reader, Database& database);

}  // namespace bartizan::scan::sevenzip

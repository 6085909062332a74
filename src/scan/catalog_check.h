// Catalog check: the layout of a compiled catalogue, and whether a table keeps to it.
//
// What it is: the numbers that writer, reader and checker share, and one pass over a table that
// somebody else compiled, before anything is looked up in it. What it is not: a judge of what the
// table says (assure/catalog), or of who made it. Pure; thread-safe.
//
// Layout (all integers u32 little-endian): "BZCAT001", section count, 64 hexadecimal digits of the
// hash; then per section: name offset, name length, columns, rows, offset of rows; a row is columns
// pairs (offset, length) into the table, the first column is the key, rows are sorted by key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bartizan::scan {

inline constexpr std::string_view kCatalogMagic = "BZCAT001";
inline constexpr std::uint64_t kHashAt = 12;
inline constexpr std::uint64_t kHashLength = 64;
inline constexpr std::uint64_t kSectionsAt = kHashAt + kHashLength;
inline constexpr std::uint64_t kSectionBytes = 20;
// A version has at most nine digits and fits every reader's integers.
inline constexpr std::uint32_t kMostVersion = 999'999'999;
// Bounds far above what is built in (some 60 sections, 14 columns), so that a check ends soon.
inline constexpr std::uint32_t kMostSections = 4096;
inline constexpr std::uint32_t kMostColumns = 64;
inline constexpr std::size_t kMostKey = 4096;
inline constexpr std::uint64_t kMostTable = 64ULL * 1024 * 1024;

// Why the table cannot be used, empty when it is whole: every offset lies inside, names and keys
// ascend, texts are UTF-8 without control characters, it says which catalogue it is. Reads each
// cell once.
std::string_view table_problem(std::span<const std::byte> table);

}  // namespace bartizan::scan

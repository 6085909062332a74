// Import: an inventory's file, read in a worker and made into records (use/inventory/assemble.h).
#pragma once

#include <expected>
#include <functional>
#include <string>

#include "base/limits.h"
#include "use/api.h"

namespace bartizan::run {

// Files larger than this are no inventories; the largest federal one has 3 MB.
inline constexpr std::uint64_t kMostInventory = 256 * base::kMiB;

struct ImportFile {
  std::string path;
  use::ImportOptions options;
};
// The error is a sentence for people, without the path. Nothing is stored.
std::expected<use::ImportResult, std::string> import_inventory(
    const ImportFile& file, const base::Limits& limits, base::Millis now,
    const std::function<bool()>& cancelled);

// The use cases that a .bartizan/system.toml declares; `path` becomes their source.
std::expected<use::Declared, std::string> read_declared(const std::string& path,
                                                        const base::Limits& limits,
                                                        const std::function<bool()>& cancelled);

// The bytes of a regular file up to `most`, and their SHA-256; the error as above.
struct WholeFile {
  std::string bytes;
  std::string sha256;
};
std::expected<WholeFile, std::string> read_whole(const std::string& path, std::uint64_t most);

}  // namespace bartizan::run

// Tar: a few files in one, as POSIX.1-1988 ustar, for backups.
//
// What it is: a writer, and a strict reader of what it writes. What it is not: for archives of
// other people (src/codec, src/scan read those in a worker). Streams; nothing is held whole. Errors
// are sentences for people.
#pragma once

#include <cstdint>
#include <expected>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace bartizan::run {

class TarWriter {
 public:
  // The file must not be there; mode 0600.
  static std::expected<TarWriter, std::string> create(const std::string& path);
  std::expected<void, std::string> add(std::string_view name, std::string_view bytes);
  // The size and SHA-256 of what was added.
  struct Added {
    std::uint64_t size = 0;
    std::string sha256;
  };
  std::expected<Added, std::string> add_file(std::string_view name, const std::string& path,
                                             const std::function<bool()>& cancelled = {});
  // On the disk when it returns.
  std::expected<void, std::string> finish();

 private:
  explicit TarWriter(std::string path) : path_(std::move(path)) {}
  std::expected<void, std::string> failed() const;

  std::string path_;
  std::ofstream out_;
};

// Called for each file in its order, with pieces of its bytes; the first piece of each is empty and
// says that it begins. False stops.
using TarVisitor =
    std::function<bool(std::string_view name, std::uint64_t size, std::string_view piece)>;
std::expected<void, std::string> read_tar(const std::string& path, const TarVisitor& visit);

}  // namespace bartizan::run

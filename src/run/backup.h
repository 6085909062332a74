// Backup: a copy of the store while it is in use, in one file, and the way back.
//
// What it is: a tar of the manifest, the database (attachments are in it), the signed heads of the
// audit log, and the keys where they are asked for. What it is not: a copy of the advisories, which
// `feeds update` reads again (the manifest lists them), or of the artifacts that were scanned.
// Files are made for their owner alone. Errors are sentences for people.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/store.h"

namespace bartizan::run {

struct BackedUp {
  struct File {
    std::string name;  // in the archive: "store.db", "keys/audit.key"
    std::uint64_t size = 0;
    std::string sha256;
  };
  std::string file;
  base::Millis at = 0;
  std::string version;  // of the program that made it
  std::vector<File> files;
  std::vector<std::string> feeds;  // names of the advisory index, not in the archive
};

// Replaces no file that is there.
std::expected<BackedUp, std::string> back_up(store::Store& store, const std::string& file,
                                             bool with_keys, base::Millis now);
// Reads the archive and compares every file with the manifest.
std::expected<BackedUp, std::string> check_backup(const std::string& file);
// Puts the files in their places beside `store` (its path). What is there is kept beside it, under
// a name with the time; without `replace` a store that is there is an error. Nobody may have the
// store open.
struct Restored {
  BackedUp what;
  std::vector<std::string> kept;  // where the files went that were there
};
std::expected<Restored, std::string> restore(const std::string& file, const std::string& store,
                                             bool replace, base::Millis now);

}  // namespace bartizan::run

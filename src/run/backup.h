// Backup: a copy of the store while it is in use, in one file, and the way back.
//
// What it is: a tar of the manifest, the database (attachments are in it), the signed heads of the
// audit log, and the keys where they are asked for. The manifest is signed with the key "audit":
// hashes alone find damage, not somebody who makes them anew. What it is not: a copy of the
// advisories, which `feeds update` reads again (the manifest lists them), or of the artifacts that
// were scanned. Files are made for their owner alone. Errors are sentences for people.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "assure/api.h"
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
  std::string key;                 // fingerprint of the key that signed; "": none did
  std::string signature;           // base64 of DER
  std::string vouched_by;  // name of a trusted key whose signature it is; "": nobody vouches
};

// Whose word counts for a backup.
struct BackupTrust {
  std::vector<assure::sign::TrustedKey> keys;
  bool accept_unsigned = false;  // also where nobody vouches for it
};

struct NotRestored {
  enum class Why : std::uint8_t {
    damaged,    // the file is not what it was, or holds no store that can be used
    unvouched,  // whole, but by nobody who is trusted
    place,      // where it should go, not the file
  };
  std::string what;
  Why why = Why::damaged;
  bool is_signed = false;  // by a key that is not trusted; where it is unvouched
};

// Replaces no file that is there, and leaves no part of one. Makes the key where there is none;
// where it cannot sign, the backup is unsigned.
std::expected<BackedUp, std::string> back_up(store::Store& store, const std::string& file,
                                             bool with_keys, base::Millis now,
                                             const std::function<bool()>& cancelled = {});
// Reads the archive and compares every file with the manifest; asks nobody whose it is, and does
// not look into the store.
std::expected<BackedUp, std::string> read_backup(const std::string& file);
// All that `restore` asks of the file itself. One that nobody vouches for is no error here.
std::expected<BackedUp, NotRestored> check_backup(const std::string& file,
                                                  const BackupTrust& trust);
// Puts the files in their places beside `store` (its path). What is there is kept beside it, under
// a name with the time; without `replace` a store that is there is an error. Nobody may have the
// store open.
struct Restored {
  BackedUp what;
  std::vector<std::string> kept;  // where the files went that were there
};
std::expected<Restored, NotRestored> restore(const std::string& file, const std::string& store,
                                             bool replace, const BackupTrust& trust,
                                             base::Millis now);

}  // namespace bartizan::run

// Reread: whether the files that evidence stands on are still what they were.
//
// What it is: a look at each file behind scan evidence, and a scan of those that changed or are
// due, which records new sightings, so that the next collect() has new evidence. What has gone is
// left as evidence with the fact gone = yes. What it is not: a watcher (it looks once), or a gate.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/evidence.h"
#include "run/exceptions.h"
#include "run/scan.h"
#include "store/store.h"

namespace bartizan::run {

enum class RereadMode : std::uint8_t {
  none,     // only look: nothing is read
  changed,  // read what has another size or modification time
  all,      // read what is due as well, whatever its times say
};

struct RereadOptions {
  RereadMode mode = RereadMode::changed;
  std::uint64_t rate = 0;  // bytes a second, on average; 0: as fast as it goes
  base::Millis age = 0;    // what was read before that is due; 0: as collect() has it
  ScanOptions scan;        // how files are read; its roots are filled in
  const Exceptions* exceptions = nullptr;
  // Reads files; empty: run::scan.
  std::function<base::Result<record::ScanReport>(const ScanOptions&, const ScanHooks&)> read;
  std::function<base::Millis()> now;
  std::function<bool()> cancelled;
  std::function<void(const Progress&)> on_progress;  // of what is read
};

struct Unread {
  std::string path;
  std::string why;  // "changed since 2026-11-01, not read again", "gone", "no permission" ...

  friend bool operator==(const Unread&, const Unread&) = default;
};
struct RereadResult {
  bool was_read = false;             // a folder or list was, though it may have no model files
  std::uint64_t files = 0;           // that evidence stands on
  std::uint64_t unchanged = 0;       // same size and time, or read again with the same SHA-256
  std::vector<std::string> read;     // paths, read again
  std::vector<std::string> changed;  // of those read, the ones with other bytes
  std::vector<Unread> unread;        // not read again though they should have been
  std::vector<std::string> gone;     // since the last look
  base::Millis as_of = 0;  // the oldest reading that still counts
  bool wrote = false;      // files were read, or found gone: there is newer evidence

  // "as of 2026-11-20 14:00 UTC; 3 of 120 files were not read again"
  std::string sentence() const;
};

base::Result<RereadResult> reread(store::Store& store, std::span<const record::Evidence> evidence,
                                  const RereadOptions& options);

}  // namespace bartizan::run

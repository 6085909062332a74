// Watch: looking at watched places, and reading again what is due.
//
// What it is: when a place is due at a posture, one look at it (what is there, what is new, changed
// or gone, read at a set rate, discovery where something moved), and a reading of model files whose
// last one is older than evidence may be. What it is not: a timer (src/server/watcher.h, or cron
// with `bartizan watch run`), or words for people about findings (run/notify.h). Times are
// arguments.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "protect/api.h"
#include "record/watch.h"
#include "run/reread.h"
#include "store/store.h"

namespace bartizan::run {

// How a watched place stands at a time.
struct PlaceStanding {
  base::Millis interval = 0;  // in force: its own, or the shorter one of a raised posture
  base::Millis due = 0;       // when it is to be looked at next
  bool is_due = false;
  bool is_late = false;  // by more than another interval: nothing seems to look
};
PlaceStanding standing(const record::Watched& place, const protect::EffectivePosture& posture,
                       base::Millis now);

inline constexpr base::Millis kShortestInterval = 60'000;

struct LookOptions {
  std::uint64_t rate = 0;  // bytes a second; 0: no limit. A place's own comes before it
  base::Millis age = 0;    // what was read before that is due; 0: as collect() has it
  ScanOptions scan;        // how files are read; its roots are filled in
  bool discovery = true;   // look for AI again where something changed or is due
  const Exceptions* exceptions = nullptr;
  // Reads files; empty: run::scan. For tests.
  std::function<base::Result<record::ScanReport>(const ScanOptions&, const ScanHooks&)> read;
  std::function<base::Millis()> now;
  std::function<bool()> cancelled;
  std::function<void(const Progress&)> on_progress;
};

struct LookResult {
  record::Watched place;  // as it stands after the look
  RereadResult files;
  std::vector<std::string> fresh;  // of files.changed, those that were never seen before
  bool discovered = false;         // discovery was done again
  bool taken = true;               // false: somebody else is looking just now; nothing was done
};
// Keeps how it went. Fails for trouble of our own only: a place that cannot be read is a problem of
// the place.
base::Result<LookResult> look(store::Store& store, const record::Watched& place,
                              const LookOptions& options);

// How long what was read from bytes counts, by the settings and the posture, whichever is less.
base::Result<base::Millis> evidence_age(store::Store& store, base::Millis now);

// Reads model files below `roots` again whose last reading is older than evidence may be, at most
// `most` of them.
base::Result<RereadResult> reread_due(store::Store& store, const std::vector<std::string>& roots,
                                      std::size_t most, const LookOptions& options);

// {"files":..., "read":..., "changed":..., "gone":..., "unread":..., "as_of":..., "sentence":...}
std::string reread_json(const RereadResult& result);

}  // namespace bartizan::run

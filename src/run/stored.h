// StoredResults: a scan's dealings with the store: results to reuse, sightings to remember.
//
// What it is: the ResultCache over store::Store with this run's key, and the begin, record and
// finish of a scan. What it is not: a reason to fail; a store that refuses costs a warning, not the
// scan. find(), keep(), expects() and opened() are called from worker threads, the rest from the
// scan's own.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "base/time.h"
#include "run/exceptions.h"
#include "run/reader.h"
#include "run/scan.h"
#include "store/store.h"

namespace bartizan::run {

// Whether a file has the size, times and stamp that it had when it was seen. It says nothing of one
// that was written in the moment it was read.
bool is_as_seen(const struct stat& file, const store::SeenFile& seen);

class StoredResults final : public ResultCache {
 public:
  // All must outlive this object.
  StoredResults(store::Store& store, const ScanOptions& options, std::function<base::Millis()> now)
      : store_(store), options_(options), now_(std::move(now)) {}

  std::optional<record::Artifact> find(const std::string& sha256) override;
  void keep(const record::Artifact& artifact) override;
  bool expects(const io::Entry& entry) override;
  void opened(const io::Entry& entry, const struct stat& file) override;

  // The exceptions of this run; those that accept something are remembered with their owners.
  void use(const Exceptions& exceptions) { exceptions_ = &exceptions; }

  // Sightings are kept under this name in place of the path: the scanned copy goes when it is read.
  void show_as(std::string name) { shown_as_ = std::move(name); }

  void begin(const record::Run& run);
  void record(const record::Artifact& artifact);
  void finish(const record::Summary& summary, const std::string& allow_incomplete);
  // The first thing that was not kept, if any. After finish().
  base::Result<void> kept() const { return kept_; }

 private:
  store::CacheKey key(const std::string& sha256) const;
  void remember_used(const record::Artifact& artifact);
  // Whether a look at the structure adds nothing: the same bytes were read to their end before.
  bool is_known_deeper(const store::Sighting& sighting, const record::Artifact& artifact) const;
  void note(const base::Result<void>& kept);

  store::Store& store_;
  const ScanOptions& options_;
  std::function<base::Millis()> now_;
  const Exceptions* exceptions_ = nullptr;
  std::set<std::string> remembered_;
  std::string scan_;
  std::string shown_as_;
  std::map<std::string, store::SeenFile> deeper_;  // of a scan of structure: read to their end
  base::Result<void> kept_;                        // under mutex_
  std::mutex mutex_;
  // Of files that were opened and are not recorded yet, by root and path.
  std::map<std::pair<std::string, std::string>, struct stat> opened_;
};

}  // namespace bartizan::run

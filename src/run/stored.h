// StoredResults: a scan's dealings with the store: results to reuse, sightings to remember.
//
// What it is: the ResultCache over store::Store with this run's key, and the begin, record and
// finish of a scan. What it is not: a reason to fail; a store that refuses costs a warning, not the
// scan. find() and keep() are called from worker threads, the rest from the scan's own.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "base/time.h"
#include "run/exceptions.h"
#include "run/reader.h"
#include "run/scan.h"
#include "store/store.h"

namespace bartizan::run {

class StoredResults final : public ResultCache {
 public:
  // All must outlive this object.
  StoredResults(store::Store& store, const ScanOptions& options, std::function<base::Millis()> now)
      : store_(store), options_(options), now_(std::move(now)) {}

  std::optional<record::Artifact> find(const std::string& sha256) override;
  void keep(const record::Artifact& artifact) override;
  bool expects(const io::Entry& entry) override;

  // The exceptions of this run; those that accept something are remembered with their owners.
  void use(const Exceptions& exceptions) { exceptions_ = &exceptions; }

  // Sightings are kept under this name in place of the path: the scanned copy goes when it is read.
  void show_as(std::string name) { shown_as_ = std::move(name); }

  void begin(const record::Run& run);
  void record(const record::Artifact& artifact);
  void finish(const record::Summary& summary, const std::string& allow_incomplete);

 private:
  store::CacheKey key(const std::string& sha256) const;
  void remember_used(const record::Artifact& artifact);

  store::Store& store_;
  const ScanOptions& options_;
  std::function<base::Millis()> now_;
  const Exceptions* exceptions_ = nullptr;
  std::set<std::string> remembered_;
  std::string scan_;
  std::string shown_as_;
};

}  // namespace bartizan::run

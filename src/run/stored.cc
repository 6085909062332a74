#include "run/stored.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "io/stamp.h"
#include "run/version.h"
#include "scan/catalog.h"

namespace bartizan::run {
namespace {

std::string absolute(const record::Artifact& artifact) {
  if (artifact.root == "-") return {};
  std::filesystem::path path(artifact.root);
  if (artifact.path != ".") path /= artifact.path;
  std::error_code error;
  const auto whole = std::filesystem::absolute(path, error).lexically_normal();
  return error ? path.string() : whole.string();
}

// With the times that the file had when it was opened; of one that nobody opened under this name,
// that it has now: a reading later than those stands for it.
store::Sighting sighting_of(std::string path, const std::optional<struct stat>& opened,
                            base::Millis now) {
  store::Sighting sighting;
  struct stat file{};
  if (opened) file = *opened;
  if (opened || (!path.empty() && ::stat(path.c_str(), &file) == 0)) {
    sighting.modified = io::modified_at(file);
    sighting.stamp = io::stamp_of(file);
  }
  sighting.path = std::move(path);
  sighting.seen = now;
  return sighting;
}

// The program itself, not only its version: a build made since knows other answers.
std::string engine() {
  static const std::string name = [] {
    struct stat self{};
    if (::stat("/proc/self/exe", &self) != 0) return std::string(kVersion);
    return std::string(kVersion) + ' ' + std::to_string(self.st_size) + ' ' +
           std::to_string(self.st_mtim.tv_sec) + '.' + std::to_string(self.st_mtim.tv_nsec);
  }();
  return name;
}

}  // namespace

bool is_as_seen(const struct stat& file, const store::SeenFile& seen) {
  return seen.size == static_cast<std::uint64_t>(file.st_size) && seen.modified &&
         *seen.modified == io::modified_at(file) &&
         (seen.stamp.empty() || seen.stamp == io::stamp_of(file));
}

store::CacheKey StoredResults::key(const std::string& sha256) const {
  store::CacheKey key;
  key.sha256 = sha256;
  key.engine = engine();
  key.catalog = scan::Catalog::embedded().hash();
  if (!options_.allow_table.empty()) {
    key.catalog += '+' + base::hex(base::sha256(options_.allow_table));
  }
  key.limits = options_.limits;
  key.depth = options_.depth;
  return key;
}

std::optional<record::Artifact> StoredResults::find(const std::string& sha256) {
  return store_.cached(key(sha256), now_());
}

void StoredResults::keep(const record::Artifact& artifact) {
  (void)store_.keep(key(*artifact.sha256), artifact, now_());
}

bool StoredResults::expects(const io::Entry&) { return false; }

void StoredResults::opened(const io::Entry& entry, const struct stat& file) {
  const std::lock_guard lock(mutex_);
  opened_.insert_or_assign({entry.root, entry.path}, file);
}

void StoredResults::begin(const record::Run& run) {
  const auto id = store_.begin_scan(run, now_());
  if (id) scan_ = *id;
  if (!id) note(std::unexpected(id.error()));
  if (options_.depth != record::Depth::structure || !shown_as_.empty()) return;
  for (const std::string& root : options_.roots) {
    auto seen =
        store_.last_seen(std::filesystem::absolute(root).lexically_normal().string(), false);
    if (!seen) continue;
    for (store::SeenFile& file : *seen) {
      if (file.sha256) deeper_.insert_or_assign(file.path, std::move(file));
    }
  }
}

void StoredResults::record(const record::Artifact& artifact) {
  if (scan_.empty()) return;
  remember_used(artifact);
  const std::string path = shown_as_.empty() ? absolute(artifact) : shown_as_;
  std::optional<struct stat> opened;
  if (shown_as_.empty()) {
    const std::lock_guard lock(mutex_);
    if (auto node = opened_.extract(std::pair(artifact.root, artifact.path))) {
      opened = node.mapped();
    }
  }
  const store::Sighting sighting = sighting_of(path, opened, now_());
  if (is_known_deeper(sighting, artifact)) return;
  note(store_.record_sighting(scan_, sighting, artifact));
}

bool StoredResults::is_known_deeper(const store::Sighting& sighting,
                                    const record::Artifact& artifact) const {
  const auto at = deeper_.find(sighting.path);
  if (at == deeper_.end() || sighting.stamp.empty()) return false;
  const store::SeenFile& seen = at->second;
  return seen.stamp == sighting.stamp && seen.modified == sighting.modified &&
         seen.size == artifact.size && seen.verdict == artifact.verdict;
}

void StoredResults::note(const base::Result<void>& kept) {
  if (kept) return;
  const std::lock_guard lock(mutex_);
  if (kept_) kept_ = kept;
}

void StoredResults::remember_used(const record::Artifact& artifact) {
  if (exceptions_ == nullptr) return;
  for (const record::Finding& finding : artifact.findings) {
    if (!finding.accepted_by || !remembered_.insert(*finding.accepted_by).second) continue;
    for (const record::Exception& exception : exceptions_->entries()) {
      if (exception.id == *finding.accepted_by) (void)store_.remember(exception, now_());
    }
  }
}

void StoredResults::finish(const record::Summary& summary, const std::string& allow_incomplete) {
  if (scan_.empty()) return;
  if (!allow_incomplete.empty()) {
    (void)store_.record_decision(scan_, "allow-incomplete", "", allow_incomplete, now_());
  }
  note(store_.finish_scan(scan_, summary, now_()));
  note(store_.flush());
}

}  // namespace bartizan::run

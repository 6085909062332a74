#include "run/stored.h"

#include <sys/stat.h>

#include <filesystem>

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

// When the file was written last, as it says now: a reading later than that stands for it.
std::optional<base::Millis> modified(const std::string& path) {
  struct stat file{};
  if (path.empty() || ::stat(path.c_str(), &file) != 0) return {};
  return base::Millis{file.st_mtim.tv_sec} * 1000 + file.st_mtim.tv_nsec / 1'000'000;
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

void StoredResults::begin(const record::Run& run) {
  if (auto id = store_.begin_scan(run, now_())) scan_ = *id;
}

void StoredResults::record(const record::Artifact& artifact) {
  if (scan_.empty()) return;
  remember_used(artifact);
  const std::string path = shown_as_.empty() ? absolute(artifact) : shown_as_;
  (void)store_.record_sighting(scan_, {path, modified(path), now_()}, artifact);
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
  (void)store_.finish_scan(scan_, summary, now_());
  (void)store_.flush();
}

}  // namespace bartizan::run

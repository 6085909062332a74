#include "run/backup_parts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = ".bartizan-backup-";
constexpr std::string_view kRandom = "XXXXXX";  // as mkdtemp() wants it
constexpr const char* kStore = "store.db";
constexpr const char* kArchive = "backup.tar";
// All that ever lies in there; anything else is somebody's, and keeps the folder.
constexpr const char* kParts[] = {kStore, "store.db-journal", "store.db-wal", "store.db-shm",
                                  kArchive};

bool is_parts_name(std::string_view name) {
  return name.size() == kPrefix.size() + kRandom.size() && name.starts_with(kPrefix) &&
         std::ranges::all_of(name.substr(kPrefix.size()), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

// The folder, where it is ours and nobody else holds it.
sandbox::Fd held(const std::string& path) {
  sandbox::Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat here{}, there{};
  if (!folder || ::fstat(folder.get(), &here) != 0 || here.st_uid != ::geteuid() ||
      ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
    return {};
  }
  // Whoever took it for a leftover before it was held has removed it.
  const bool same = ::lstat(path.c_str(), &there) == 0 && there.st_dev == here.st_dev &&
                    there.st_ino == here.st_ino;
  return same ? std::move(folder) : sandbox::Fd();
}

void remove(const sandbox::Fd& folder, const std::string& path) {
  for (const char* part : kParts) (void)::unlinkat(folder.get(), part, 0);
  (void)::rmdir(path.c_str());
}

void remove_leftovers(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  for (const std::string& name : names) {
    if (!is_parts_name(name)) continue;
    const std::string path = (folder / name).string();
    if (const sandbox::Fd left = held(path)) remove(left, path);
  }
}

}  // namespace

std::expected<BackupParts, std::string> BackupParts::beside(const std::string& file) {
  constexpr int kTries = 3;
  fs::path folder = fs::path(file).parent_path();
  if (folder.empty()) folder = ".";
  remove_leftovers(folder);
  for (int i = 0; i < kTries; ++i) {
    std::string path = (folder / (std::string(kPrefix) + std::string(kRandom))).string();
    if (::mkdtemp(path.data()) == nullptr) break;
    if (sandbox::Fd own = held(path)) return BackupParts(std::move(path), std::move(own));
    (void)::rmdir(path.c_str());
    errno = EAGAIN;
  }
  return std::unexpected("cannot make a folder beside " + file + ": " + std::strerror(errno));
}

BackupParts::~BackupParts() {
  if (held_) remove(held_, path_);
}

std::string BackupParts::store() const { return path_ + "/" + kStore; }
std::string BackupParts::archive() const { return path_ + "/" + kArchive; }

}  // namespace bartizan::run

// OwnFiles: files that this process has open under locks, by device and inode.
//
// What it is: said by who holds them (the store), asked by who opens what people name (io). Closing
// any descriptor of a file gives up every lock that this process has on it, whoever took it
// (fcntl(2); sqlite.org/howtocorrupt.html, 2.2), so such a file must not be opened once more;
// O_PATH does not count. What it is not: a list of names: what is called like a store and is not
// open here is a file like others. One set for the process, as its locks are; thread-safe. A header
// alone, so that the archive of this room has nothing of it.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace bartizan::base {

// Holds its files from the constructor to the destructor. A file may be held by several.
class OwnFiles {
 public:
  using File = std::pair<dev_t, ino_t>;

  explicit OwnFiles(std::vector<File> files) : files_(std::move(files)) {
    const std::lock_guard lock(all().mutex);
    all().files.insert(files_.begin(), files_.end());
  }
  ~OwnFiles() {
    const std::lock_guard lock(all().mutex);
    for (const File& file : files_) all().files.erase(all().files.find(file));
  }
  OwnFiles(const OwnFiles&) = delete;
  OwnFiles& operator=(const OwnFiles&) = delete;

  static bool contain(dev_t device, ino_t inode) {
    const std::lock_guard lock(all().mutex);
    return all().files.contains({device, inode});
  }

 private:
  struct All {
    std::mutex mutex;
    std::multiset<File> files;
  };
  static All& all() {
    static All one;
    return one;
  }

  const std::vector<File> files_;
};

}  // namespace bartizan::base

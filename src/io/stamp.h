// Stamp: by what a file is known to be the one that was read, without reading it again.
//
// What it is: the inode and the change time, which is set by the kernel at each write, rename and
// change of rights and which no program can set: another file under the same path, however it came
// there and whatever its size and modification time say, has another stamp. What it is not: a hash;
// bytes written through a shared mapping may reach a file later than its times say (docs/limits).
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/time.h"

namespace bartizan::io {

// When the bytes were written last, as the file says, and when the kernel last changed anything of
// it; in whole milliseconds.
inline base::Millis modified_at(const struct stat& file) {
  return base::Millis{file.st_mtim.tv_sec} * 1000 + file.st_mtim.tv_nsec / 1'000'000;
}
inline base::Millis changed_at(const struct stat& file) {
  return base::Millis{file.st_ctim.tv_sec} * 1000 + file.st_ctim.tv_nsec / 1'000'000;
}

// A file that was written so shortly before it was read may have been written again under the same
// time. Linux stamps files by its tick, a hundredth of a second at most (CONFIG_HZ=100), and it may
// just have ended; a file system that keeps whole seconds shows none of less, and FAT counts by
// two.
inline base::Millis granularity(const timespec& time) { return time.tv_nsec == 0 ? 2000 : 20; }
// From then on a further write shows in the file's change time.
inline base::Millis settled_at(const struct stat& file) {
  return changed_at(file) + granularity(file.st_ctim);
}

// Whether something of what lies at a path now changed after that; false where nothing is there.
inline bool changed_after(const std::string& path, base::Millis at) {
  struct stat file{};
  return ::stat(path.c_str(), &file) == 0 && changed_at(file) > at;
}

// "INODE.SECONDS.NANOSECONDS". Without the device, whose number is another one after a restart.
inline std::string stamp_of(const struct stat& file) {
  return std::to_string(file.st_ino) + '.' + std::to_string(file.st_ctim.tv_sec) + '.' +
         std::to_string(file.st_ctim.tv_nsec);
}

}  // namespace bartizan::io

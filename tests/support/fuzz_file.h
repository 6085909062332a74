// A file of any bytes under a path, for fuzz targets of readers that take paths; in memory.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace bartizan::tests {

// The same file for each call of one process: its bytes are exchanged.
inline std::string fuzz_file(std::string_view bytes) {
  static const int fd = ::memfd_create("fuzz", MFD_CLOEXEC);
  BZ_CHECK(fd >= 0 && ::ftruncate(fd, 0) == 0);
  BZ_CHECK(::pwrite(fd, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return "/proc/self/fd/" + std::to_string(fd);
}

}  // namespace bartizan::tests

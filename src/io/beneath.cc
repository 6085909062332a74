#include "io/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace bartizan::io {

Beneath::~Beneath() {
  for (const Folder& folder : folders_) ::close(folder.fd);
}

base::Result<void> Beneath::add(const std::string& path, std::string& error) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         std::free);
  const int fd = real ? ::open(real.get(), O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd < 0) {
    error = std::strerror(errno);
    return base::fail(base::Code::io, "cannot be opened");
  }
  folders_.push_back({real.get(), fd});
  return {};
}

const Beneath::Folder* Beneath::around(std::string_view path) const {
  const Folder* best = nullptr;
  for (const Folder& folder : folders_) {
    const std::string_view own = folder.path;
    const bool inside = own == "/" ? path.starts_with('/')
                                   : path.starts_with(own) &&
                                         (path.size() == own.size() || path[own.size()] == '/');
    if (inside && (best == nullptr || own.size() > best->path.size())) best = &folder;
  }
  return best;
}

int Beneath::open(std::string_view path, int flags) const {
  const Folder* folder = around(path);
  if (folder == nullptr || path.find('\0') != path.npos) {
    errno = EACCES;
    return -1;
  }
  std::string_view rest = path.substr(folder->path == "/" ? 0 : folder->path.size());
  while (rest.starts_with('/')) rest.remove_prefix(1);
  const std::string relative(rest.empty() ? "." : rest);
  open_how how{};
  how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags)) | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (;;) {
    const long fd = ::syscall(SYS_openat2, folder->fd, relative.c_str(), &how, sizeof(how));
    // EAGAIN: something was renamed on the way (openat2(2)).
    if (fd >= 0 || (errno != EINTR && errno != EAGAIN)) return static_cast<int>(fd);
  }
}

}  // namespace bartizan::io

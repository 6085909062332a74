#include "io/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/own_files.h"

namespace bartizan::io {
namespace {

// Small enough to stay in the second-level cache between the copy and the hash.
constexpr std::size_t kHashWindow = 256 * base::kKiB;

std::int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

bool write_all(int fd, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

InputFile::InputFile(InputFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      size_(other.size_),
      modified_ns_(other.modified_ns_),
      status_ns_(other.status_ns_) {}

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

bool InputFile::stat() {
  struct stat info;
  if (::fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode)) return false;
  size_ = static_cast<std::uint64_t>(info.st_size);
  modified_ns_ = nanoseconds(info.st_mtim);
  status_ns_ = nanoseconds(info.st_ctim);
  return true;
}

base::Result<InputFile> InputFile::open(const std::string& path, std::string& error,
                                        const Beneath* beneath) {
  const auto open_path = [&](int flags) {
    return beneath != nullptr ? beneath->open(path, flags) : ::open(path.c_str(), flags | O_CLOEXEC);
  };
  const int handle = open_path(O_PATH);
  if (handle < 0) {
    error = std::strerror(errno);
    return base::fail(base::Code::io, "cannot be opened");
  }
  struct stat info;
  InputFile file;
  if (::fstat(handle, &info) != 0 || !S_ISREG(info.st_mode)) {
    error = "not a regular file";
  } else if (base::OwnFiles::contain(info.st_dev, info.st_ino)) {
    error = kOwnStore;
  } else {
    const std::string again = "/proc/self/fd/" + std::to_string(handle);
    file.fd_ = ::open(again.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    // Without /proc (a container) the plain path must do; it is checked to be the same file.
    if (file.fd_ < 0 && errno == ENOENT)
      file.fd_ = open_path(O_RDONLY | O_NONBLOCK);
    if (file.fd_ < 0) error = std::strerror(errno);
  }
  ::close(handle);
  if (file.fd_ < 0) return base::fail(base::Code::io, "cannot be opened");
  struct stat opened;
  if (::fstat(file.fd_, &opened) != 0 || opened.st_ino != info.st_ino ||
      opened.st_dev != info.st_dev || !file.stat()) {
    error = "the file was replaced while it was opened";
    return base::fail(base::Code::changed, "cannot be opened");
  }
  return file;
}

base::Result<InputFile> InputFile::from_stdin(std::string& error) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> spool(std::tmpfile(), std::fclose);
  InputFile file;
  if (spool) file.fd_ = ::fcntl(::fileno(spool.get()), F_DUPFD_CLOEXEC, 3);
  std::vector<char> window(kHashWindow);
  while (file.fd_ >= 0) {
    const ssize_t n = ::read(STDIN_FILENO, window.data(), window.size());
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) {
      if (file.stat()) return file;
      break;
    }
    if (n < 0 || !write_all(file.fd_, std::span(window).first(static_cast<std::size_t>(n)))) break;
  }
  error = std::strerror(errno);
  return base::fail(base::Code::io, "standard input cannot be kept");
}

bool InputFile::changed() const {
  struct stat info;
  return ::fstat(fd_, &info) != 0 || static_cast<std::uint64_t>(info.st_size) != size_ ||
         nanoseconds(info.st_mtim) != modified_ns_ || nanoseconds(info.st_ctim) != status_ns_;
}

base::Result<base::Digest> InputFile::sha256(
    const std::function<bool(std::uint64_t)>& on_bytes) const {
  base::Sha256 hash;
  std::vector<std::byte> window(std::min<std::uint64_t>(kHashWindow, size_ + 1));
  std::uint64_t at = 0;
  while (at < size_) {
    const ssize_t n = ::pread(fd_, window.data(), window.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return base::fail(base::Code::io, "the file could not be read to its end", at);
    hash.update(std::span(window).first(static_cast<std::size_t>(n)));
    at += static_cast<std::uint64_t>(n);
    if (!on_bytes(static_cast<std::uint64_t>(n))) {
      return base::fail(base::Code::io, "the reading was stopped", at);
    }
  }
  return hash.finish();
}

}  // namespace bartizan::io

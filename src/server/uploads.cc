#include "server/uploads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/escape.h"

namespace bartizan::server {

namespace fs = std::filesystem;

Upload::Upload(Uploads& owner, std::string folder, std::string name, int fd)
    : owner_(owner), folder_(std::move(folder)), name_(std::move(name)), fd_(fd) {}

Upload::~Upload() {
  ::close(fd_);
  ::unlink(path().c_str());
  ::rmdir(folder_.c_str());
  owner_.give_back(size_);
}

bool Upload::write(std::string_view piece) {
  if (!owner_.take(piece.size())) return false;
  size_ += piece.size();
  while (!piece.empty()) {
    const ssize_t n = ::write(fd_, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    piece.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Uploads::Uploads(std::string folder, std::uint64_t most_together)
    : folder_(std::move(folder)), most_together_(most_together) {}

void Uploads::clear() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

bool Uploads::is_name(std::string_view name) {
  constexpr std::size_t kLongest = 200;  // file systems allow 255 bytes
  return !name.empty() && name.size() <= kLongest && name != "." && name != ".." &&
         name.find('/') == name.npos && base::is_utf8(name) && base::escape_name(name) == name;
}

std::expected<std::shared_ptr<Upload>, std::string> Uploads::begin(std::string_view name) {
  std::string folder;
  {
    const std::lock_guard lock(mutex_);
    if (files_ >= kMostFiles) {
      return std::unexpected(std::string("Too many uploads wait to be read. Try again later."));
    }
    ++files_;
    folder = folder_ + "/" + std::to_string(::getpid()) + "-" + std::to_string(++next_);
  }
  std::error_code ignored;
  if (!fs::exists(folder_, ignored)) {
    fs::create_directories(fs::path(folder_).parent_path(), ignored);
    ::mkdir(folder_.c_str(), S_IRWXU);
  }
  const std::string path = folder + "/" + std::string(name);
  const int fd = ::mkdir(folder.c_str(), S_IRWXU) == 0
                     ? ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                              S_IRUSR | S_IWUSR)
                     : -1;
  if (fd < 0) {
    ::rmdir(folder.c_str());
    give_back(0);
    return std::unexpected(std::string("The folder for uploads cannot be written."));
  }
  return std::make_shared<Upload>(*this, folder, std::string(name), fd);
}

bool Uploads::take(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > most_together_ - std::min(bytes_, most_together_)) return false;
  bytes_ += bytes;
  return true;
}

void Uploads::give_back(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= std::min(bytes, bytes_);
  --files_;
}

}  // namespace bartizan::server

#include "server/uploads.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include "base/escape.h"

namespace bartizan::server {

namespace fs = std::filesystem;

Upload::Upload(Uploads& owner, std::string folder, std::string name, int fd, std::uint64_t size)
    : owner_(owner), folder_(std::move(folder)), name_(std::move(name)), fd_(fd), size_(size) {}

Upload::~Upload() {
  ::close(fd_);
  if (!owner_.leave_) {
    ::unlink(path().c_str());
    ::rmdir(folder_.c_str());
  }
  owner_.give_back(size_);
}

bool Upload::keep() {
  const auto folder_on_disk = [](const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    return done;
  };
  return ::fsync(fd_) == 0 && folder_on_disk(folder_) &&
         folder_on_disk(fs::path(folder_).parent_path().string());
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

namespace {

// Whether another process that is there made the folder: its name begins with the process's id.
bool is_anothers(const std::string& folder) {
  pid_t process = 0;
  const std::string_view name = folder;
  const auto [end, error] = std::from_chars(name.begin(), name.end(), process);
  return error == std::errc() && process > 0 && process != ::getpid() && ::kill(process, 0) == 0;
}

}  // namespace

void Uploads::clear(const std::vector<std::string>& keep) {
  std::error_code ignored;
  for (fs::directory_iterator at(folder_, ignored), end; at != end; at.increment(ignored)) {
    const std::string below = at->path().string() + "/";
    const auto is_below = [&](const std::string& file) { return file.starts_with(below); };
    if (std::ranges::any_of(keep, is_below) || is_anothers(at->path().filename().string())) {
      continue;
    }
    fs::remove_all(at->path(), ignored);
  }
}

std::expected<std::shared_ptr<Upload>, std::string> Uploads::adopt(const std::string& path) {
  const fs::path file(path);
  const std::string folder = file.parent_path().string();
  struct stat status{};
  const int fd = fs::path(folder).parent_path() == fs::path(folder_)
                     ? ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
                     : -1;
  if (fd < 0 || ::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    if (fd >= 0) ::close(fd);
    return std::unexpected(std::string("The file that was sent is not there any more."));
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::lock_guard lock(mutex_);
  ++files_;
  bytes_ += size;
  return std::make_shared<Upload>(*this, folder, file.filename().string(), fd, size);
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
  }
  std::error_code ignored;
  if (!fs::exists(folder_, ignored)) {
    fs::create_directories(fs::path(folder_).parent_path(), ignored);
    ::mkdir(folder_.c_str(), S_IRWXU);
  }
  // One that an earlier process left may have the same number.
  bool made = false;
  for (int tries = 0; tries < 1000 && !made; ++tries) {
    {
      const std::lock_guard lock(mutex_);
      folder = folder_ + "/" + std::to_string(::getpid()) + "-" + std::to_string(++next_);
    }
    made = ::mkdir(folder.c_str(), S_IRWXU) == 0;
    if (!made && errno != EEXIST) break;
  }
  const std::string path = folder + "/" + std::string(name);
  const int fd = made ? ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                               S_IRUSR | S_IWUSR)
                      : -1;
  if (fd < 0) {
    if (made) ::rmdir(folder.c_str());
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

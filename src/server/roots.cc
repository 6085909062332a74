#include "server/roots.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

namespace bartizan::server {
namespace {

constexpr const char* kOutside =
    "This server reads only what lies in its own folders (--root).";

std::string why_not(int error) {
  if (error == ENOENT || error == ENOTDIR) return "There is nothing at that path.";
  if (error == ELOOP) return "The links of that path lead in a circle.";
  if (error == ENAMETOOLONG) return "That path is too long.";
  return kOutside;
}

}  // namespace

std::vector<std::string> Roots::paths() const {
  std::vector<std::string> paths;
  for (const io::Beneath::Folder& folder : beneath_.folders()) paths.push_back(folder.path);
  return paths;
}

std::expected<std::string, std::string> Roots::resolve(std::string_view path) const {
  const int fd = beneath_.open(path, O_PATH);
  if (fd < 0) return std::unexpected(why_not(errno));
  std::array<char, PATH_MAX> real;
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t n = ::readlink(link.c_str(), real.data(), real.size());
  ::close(fd);
  if (n <= 0 || static_cast<std::size_t>(n) == real.size()) return std::unexpected(kOutside);
  std::string out(real.data(), static_cast<std::size_t>(n));
  // Gone, or moved outside, since it was opened.
  if (beneath_.around(out) == nullptr) return std::unexpected(kOutside);
  return out;
}

std::expected<std::vector<Child>, std::string> Roots::list(std::string_view path,
                                                           bool& more) const {
  more = false;
  const int fd = beneath_.open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  if (fd < 0) {
    return std::unexpected(errno == ENOTDIR ? std::string("That is no folder.") : why_not(errno));
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd), ::closedir);
  if (!folder) {
    ::close(fd);
    return std::unexpected(std::string(kOutside));
  }
  std::vector<Child> children;
  while (const dirent* item = ::readdir(folder.get())) {
    const std::string name = item->d_name;
    struct stat info;
    if (name == "." || name == ".." ||
        ::fstatat(fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      continue;
    }
    if (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)) continue;
    if (children.size() == kMostChildren) {
      more = true;
      break;
    }
    children.push_back({name, S_ISDIR(info.st_mode), static_cast<std::uint64_t>(info.st_size)});
  }
  std::ranges::sort(children, [](const Child& a, const Child& b) {
    return a.directory != b.directory ? a.directory : a.name < b.name;
  });
  return children;
}

}  // namespace bartizan::server

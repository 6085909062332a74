#include "io/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <set>

namespace bartizan::io {
namespace {

using Identity = std::pair<dev_t, ino_t>;

std::string join(const std::string& folder, const std::string& name) {
  if (folder == ".") return name;
  return folder + (folder.ends_with('/') ? "" : "/") + name;
}

std::string kind_of(mode_t mode) {
  if (S_ISFIFO(mode)) return "FIFO";
  if (S_ISSOCK(mode)) return "socket";
  if (S_ISCHR(mode)) return "character device";
  if (S_ISBLK(mode)) return "block device";
  return "special file";
}

std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         std::free);
  if (!real) return std::nullopt;
  return std::string(real.get());
}

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder.ends_with('/') ? folder : folder + "/");
}

std::string read_link(const std::string& path) {
  std::array<char, PATH_MAX> target;
  const ssize_t n = ::readlink(path.c_str(), target.data(), target.size());
  return n > 0 ? std::string(target.data(), static_cast<std::size_t>(n)) : std::string();
}

class Lister {
 public:
  Lister(const std::vector<std::string>& roots, const TreeOptions& options) : options_(options) {
    for (const std::string& root : roots) {
      if (auto real = real_path(root)) real_roots_.push_back(std::move(*real));
    }
  }

  void add_root(const std::string& root) {
    root_ = root;
    struct stat info;
    if (::stat(root.c_str(), &info) != 0) {
      return problem(".", root, std::strerror(errno));
    }
    visit(".", root, false);
  }

  Listing take() { return std::move(listing_); }

 private:
  void skip(const std::string& path, std::string reason) {
    listing_.skipped.push_back({path == "." ? root_ : join(root_, path), std::move(reason)});
  }

  // A path that should have been read and cannot: it keeps its row.
  void problem(const std::string& path, const std::string& full, std::string why) {
    Entry entry;
    entry.root = root_;
    entry.path = path;
    entry.open_path = full;
    entry.problem = std::move(why);
    listing_.entries.push_back(std::move(entry));
  }

  void visit(const std::string& path, const std::string& full, bool check_excluded) {
    if (options_.cancelled && options_.cancelled()) return;
    if (check_excluded) {
      for (const std::string& pattern : options_.exclude) {
        if (matches(pattern, path)) return skip(path, "excluded by " + pattern);
      }
    }
    if (leads_outside(full)) return skip(path, "it leads outside the roots of this server");
    struct stat link_info, info;
    if (::lstat(full.c_str(), &link_info) != 0) return problem(path, full, std::strerror(errno));
    const bool is_link = S_ISLNK(link_info.st_mode);
    if (::stat(full.c_str(), &info) != 0) {
      if (is_link && errno == ELOOP) return skip(path, "symbolic link loop");
      if (is_link && errno == ENOENT) return skip(path, "broken link");
      return problem(path, full, std::strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
      if (is_link && path != "." && !may_follow(full, info)) {
        return skip(path, "link to a folder outside the roots or already visited");
      }
      return visit_folder(path, full, info);
    }
    if (!S_ISREG(info.st_mode)) {
      return skip(path, "not a regular file (" + kind_of(info.st_mode) + ")");
    }
    listing_.bytes += static_cast<std::uint64_t>(info.st_size);
    listing_.entries.push_back({root_,
                                path,
                                full,
                                is_link ? read_link(full) : std::string(),
                                static_cast<std::uint64_t>(info.st_size),
                                info.st_dev,
                                info.st_ino,
                                {}});
  }

  bool leads_outside(const std::string& full) const {
    if (options_.beneath == nullptr) return false;
    const int fd = options_.beneath->open(full, O_PATH);
    if (fd >= 0) ::close(fd);
    return fd < 0 && (errno == EXDEV || errno == EACCES);
  }

  DIR* open_folder(const std::string& full) const {
    if (options_.beneath == nullptr) return ::opendir(full.c_str());
    const int fd = options_.beneath->open(full, O_RDONLY | O_DIRECTORY);
    DIR* folder = fd >= 0 ? ::fdopendir(fd) : nullptr;
    if (folder == nullptr && fd >= 0) ::close(fd);
    return folder;
  }

  // A folder reached through a link is read once, and only when it belongs to what was asked for.
  bool may_follow(const std::string& full, const struct stat& info) {
    if (folders_.contains({info.st_dev, info.st_ino})) return false;
    const auto target = real_path(full);
    return target && std::any_of(real_roots_.begin(), real_roots_.end(),
                                 [&](const std::string& root) { return is_below(*target, root); });
  }

  void visit_folder(const std::string& path, const std::string& full, const struct stat& info) {
    if (!folders_.insert({info.st_dev, info.st_ino}).second && path != ".") {
      return skip(path, "folder already visited");
    }
    std::vector<std::string> names;
    {
      const std::unique_ptr<DIR, int (*)(DIR*)> folder(open_folder(full), ::closedir);
      if (!folder) return problem(path, full, std::strerror(errno));
      while (const dirent* item = ::readdir(folder.get())) {
        const std::string name = item->d_name;
        if (name != "." && name != "..") names.push_back(name);
      }
    }
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) visit(join(path, name), join(full, name), true);
  }

  const TreeOptions& options_;
  std::vector<std::string> real_roots_;
  std::set<Identity> folders_;
  std::string root_;
  Listing listing_;
};

}  // namespace

bool matches(const std::string& pattern, const std::string& path) {
  if (::fnmatch(pattern.c_str(), path.c_str(), 0) == 0) return true;
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return false;
  return ::fnmatch(pattern.c_str(), path.c_str() + slash + 1, 0) == 0;
}

Listing list_tree(const std::vector<std::string>& roots, const TreeOptions& options) {
  Lister lister(roots, options);
  for (const std::string& root : roots) lister.add_root(root);
  return lister.take();
}

}  // namespace bartizan::io

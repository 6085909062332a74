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
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/own_files.h"
#include "io/file.h"
#include "io/git_object.h"

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

constexpr std::string_view kObjects = "/objects/";

// SHA-1 or SHA-256 in hexadecimal, `cut` digits of which are the names of folders.
bool is_digest(std::string_view name, std::size_t cut) {
  return (name.size() + cut == 40 || name.size() + cut == 64) &&
         name.find_first_not_of("0123456789abcdef") == name.npos;
}

std::string_view take_folder(std::string_view& path) {
  const std::size_t end = path.find('/');
  if (end == path.npos) return {};
  const std::string_view folder = path.substr(0, end);
  path.remove_prefix(end + 1);
  return folder;
}

bool is_fanout(std::string_view name) {
  return name.size() == 2 && name.find_first_not_of("0123456789abcdef") == name.npos;
}

struct Form {
  std::string_view name, magic;  // the end of a name, and how its bytes begin
};
// gitformat-pack(5), gitformat-commit-graph(5).
constexpr auto kForms = std::to_array<Form>({{".pack", "PACK"},
                                             {".idx", "\377tOc"},
                                             {".rev", "RIDX"},
                                             {".bitmap", "BITM"},
                                             {".mtimes", "MTME"},
                                             {"/multi-pack-index", "MIDX"},
                                             {"/commit-graph", "CGPH"},
                                             {".graph", "CGPH"}});

bool has_known_end(std::string_view end) {
  return std::ranges::any_of(kForms, [&](const Form& form) { return end == form.name; });
}

// Whether bytes begin as git writes what has that name: a model is not hidden by it. What Git LFS
// keeps begins as anything.
bool has_git_form(std::string_view path, std::string_view begin) {
  for (const Form& form : kForms) {
    if (path.ends_with(form.name)) return begin.starts_with(form.magic);
  }
  if (path.find("/lfs/objects/") != path.npos) return true;
  return begins_as_git_object(begin);
}

class Lister {
 public:
  Lister(const std::vector<std::string>& roots, const TreeOptions& options)
      : options_(options), is_of_several_(roots.size() > 1) {
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
    for (const auto& [folder, files] : git_objects_) {
      skip(folder, "folder of git's own objects, " + std::to_string(files) +
                       (files == 1 ? " file" : " files") + "; name it to read it");
    }
    git_objects_.clear();
  }

  Listing take() { return std::move(listing_); }

 private:
  void skip(const std::string& path, std::string reason, std::string pattern = {}) {
    listing_.skipped.push_back(
        {path == "." ? root_ : join(root_, path), std::move(reason), std::move(pattern)});
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
        if (matches(pattern, path)) return skip(path, "excluded by " + pattern, pattern);
      }
    }
    if (leads_outside(full)) return skip(path, std::string(kOutsideServer));
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
        const bool is_visited = folders_.contains({info.st_dev, info.st_ino});
        return skip(path,
                    is_visited ? "link to a folder already visited" : std::string(kLeadsOutside));
      }
      return visit_folder(path, full, info);
    }
    if (!S_ISREG(info.st_mode)) {
      return skip(path, "not a regular file (" + kind_of(info.st_mode) + ")");
    }
    if (base::OwnFiles::contain(info.st_dev, info.st_ino)) return skip(path, kOwnStore);
    if (!is_link && is_git_object(path) && has_git_form(path, beginning(full))) {
      ++git_objects_[path.substr(0, path.rfind(kObjects) + kObjects.size() - 1)];
      return;
    }
    // What lies in two of the roots is one file.
    if (is_of_several_ && !listed_.insert(full).second) return;
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

  // Its first bytes; none where it cannot be read.
  std::string beginning(const std::string& full) const {
    std::string error;
    const auto file = InputFile::open(full, error, options_.beneath);
    if (!file) return {};
    std::array<char, kGitObjectFront> bytes;
    const ssize_t n = ::pread(file->fd(), bytes.data(), bytes.size(), 0);
    return n > 0 ? std::string(bytes.data(), static_cast<std::size_t>(n)) : std::string();
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
  const bool is_of_several_;
  std::vector<std::string> real_roots_;
  std::set<std::string> listed_;  // what to open
  std::set<Identity> folders_;
  std::string root_;
  std::map<std::string, std::uint64_t> git_objects_;  // files, by folder
  Listing listing_;
};

}  // namespace

bool matches(const std::string& pattern, const std::string& path) {
  if (::fnmatch(pattern.c_str(), path.c_str(), 0) == 0) return true;
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return false;
  return ::fnmatch(pattern.c_str(), path.c_str() + slash + 1, 0) == 0;
}

bool is_git_object(std::string_view path) {
  const std::size_t at = path.rfind(kObjects);
  if (at == path.npos) return false;
  const std::string_view above = path.substr(0, at);
  // "a/.git", "mirror.git", and below them "modules/x", "lfs".
  const std::size_t git = above.find(".git/");
  if (git == above.npos && !above.ends_with(".git")) return false;
  std::string_view name = path.substr(at + kObjects.size());
  const std::string_view first = take_folder(name);
  // gitrepository-layout(5); .git/lfs is that of git-lfs(1).
  if (first == "pack") {
    const bool of_many = name.starts_with("multi-pack-index");
    if (of_many && name == "multi-pack-index") return true;
    const std::string_view prefix = of_many ? "multi-pack-index-" : "pack-";
    const std::size_t dot = name.find('.');
    return name.starts_with(prefix) && dot != name.npos && has_known_end(name.substr(dot)) &&
           is_digest(name.substr(prefix.size(), dot - prefix.size()), 0);
  }
  if (first == "info") {
    if (name == "commit-graph") return true;
    return take_folder(name) == "commit-graphs" && name.starts_with("graph-") &&
           name.ends_with(".graph") && is_digest(name.substr(6, name.size() - 12), 0);
  }
  if (!is_fanout(first)) return false;
  if (above.ends_with("/lfs")) return is_fanout(take_folder(name)) && is_digest(name, 0);
  return is_digest(name, 2);
}

Listing list_tree(const std::vector<std::string>& roots, const TreeOptions& options) {
  Lister lister(roots, options);
  for (const std::string& root : roots) lister.add_root(root);
  return lister.take();
}

}  // namespace bartizan::io

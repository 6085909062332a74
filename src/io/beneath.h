// Beneath: folders outside of which nothing is opened, whatever a path or a link says.
//
// What it is: openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_MAGICLINKS: the kernel follows links
// and "..", and refuses a way that leaves the folder at any moment, so nothing can be exchanged
// between a check and its use. What it is not: a check of names. Absolute links are refused, also
// those that lead back inside. Owns one descriptor a folder; const use from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bartizan::io {

class Beneath {
 public:
  struct Folder {
    std::string path;  // absolute, links resolved
    int fd = -1;
  };

  Beneath() = default;
  ~Beneath();
  Beneath(const Beneath&) = delete;
  Beneath& operator=(const Beneath&) = delete;

  // Adds a folder that must exist; `error` says what the operating system said.
  base::Result<void> add(const std::string& path, std::string& error);
  const std::vector<Folder>& folders() const { return folders_; }

  // The folder that an absolute path names something in, by its text; nullptr for none. "." and
  // ".." in it are left to the kernel.
  const Folder* around(std::string_view path) const;
  // Opens an absolute path; -1 with errno (EXDEV: it leads outside; EACCES for a path that is in no
  // folder). The caller closes it.
  int open(std::string_view path, int flags) const;

 private:
  std::vector<Folder> folders_;
};

}  // namespace bartizan::io

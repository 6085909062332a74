// Tree: every path below the given roots, in a stable order, with nothing dropped silently.
//
// What it is: a listing of regular files to read and of paths that are not read, each with a
// reason. Symbolic links to files are followed wherever they lead; links to directories only when
// their target lies inside one of the roots and was not visited yet. What git keeps in its own form
// below a root is counted and left out: it is a copy of what lies there, or of what did. So is what
// this process has open under locks (base/own_files.h), under whatever name. A file with one name
// in two of the roots is listed in the first. What it is not: a reader of contents. Entries are
// sorted by path bytes within each folder. One thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/beneath.h"

namespace bartizan::io {

struct Entry {
  std::string root;         // the argument that found it
  std::string path;         // relative to root; "." when the root is the file
  std::string open_path;    // what to open
  std::string link_target;  // where a symbolic link leads, else empty
  std::uint64_t size = 0;   // as seen while listing
  dev_t device = 0;
  ino_t inode = 0;
  std::string problem;  // why it cannot be read, in the system's words; else empty
};

struct Skipped {
  std::string path;     // root and relative path
  std::string reason;   // "not a regular file (FIFO)", "broken link", "excluded by *.log" ...
  std::string pattern;  // of TreeOptions::exclude, where that is why
};

// The reason of a link to a folder that is below no root and was not followed.
inline constexpr std::string_view kLeadsOutside = "link to a folder outside the roots";
// That of a link out of the folders of TreeOptions::beneath.
inline constexpr std::string_view kOutsideServer = "it leads outside the roots of this server";

struct Listing {
  std::vector<Entry> entries;
  std::vector<Skipped> skipped;
  std::uint64_t bytes = 0;
};

struct TreeOptions {
  std::vector<std::string> exclude;  // shell patterns against the relative path or any of its parts
  std::function<bool()> cancelled;
  // Where it is set, links lead nowhere but beneath its folders; others are skipped.
  const Beneath* beneath = nullptr;
};

// Whether a path is that of an object as git or Git LFS names it: below a folder called ".git" or
// "x.git" in "objects/ab/...", "objects/pack/pack-...", "objects/info/commit-graph" or
// "lfs/objects/ab/cd/...". Anything else that lies there is a file like others, and so is for
// list_tree() what has such a name and does not begin as git's own files do.
bool is_git_object(std::string_view path);

Listing list_tree(const std::vector<std::string>& roots, const TreeOptions& options);

// Shell pattern as of fnmatch(3) with FNM_PATHNAME off; true when `path` or one of its folders or
// its last part matches.
bool matches(const std::string& pattern, const std::string& path);

}  // namespace bartizan::io

// Newcomers: files that came into a folder after it was read, and that nobody has read since.
//
// What it is: the question that rereading asks of each system's folder, so that a file which was
// put beside known ones does not stay unseen until the folder is read anew. What it is not: a
// reading, or a watcher: it lists once, by the times that the file system keeps. A file counts as
// new by its change time, which copying and unpacking cannot set.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "run/systems.h"
#include "store/store.h"

namespace bartizan::run {

struct ReadFolder {
  std::string path;       // absolute
  base::Millis read = 0;  // when it was
};
struct Newcomer {
  std::string path;  // absolute
  std::uint64_t size = 0;

  friend auto operator<=>(const Newcomer&, const Newcomer&) = default;
};

// Sorted, each once; a folder that is not there has none. Links are not followed out of it. Git's
// own objects are no newcomers (io/tree.h); what else somebody puts into a ".git" is.
base::Result<std::vector<Newcomer>> newcomers(store::Store& store,
                                              const std::vector<ReadFolder>& folders,
                                              const std::function<bool()>& cancelled);

// The folder of a system, or of all of them, as they were read last.
base::Result<std::vector<ReadFolder>> read_folders(store::Store& store, const SystemRef* system);

}  // namespace bartizan::run

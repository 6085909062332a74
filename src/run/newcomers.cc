#include "run/newcomers.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "io/stamp.h"
#include "io/tree.h"

namespace bartizan::run {

base::Result<std::vector<Newcomer>> newcomers(store::Store& store,
                                              const std::vector<ReadFolder>& folders,
                                              const std::function<bool()>& cancelled) {
  std::vector<Newcomer> found;
  for (const ReadFolder& folder : folders) {
    struct stat there{};
    if (::stat(folder.path.c_str(), &there) != 0 || !S_ISDIR(there.st_mode)) continue;
    const auto seen = store.last_seen(folder.path, false);
    if (!seen) return std::unexpected(seen.error());
    std::set<std::string_view> known;
    for (const store::SeenFile& file : *seen) known.insert(file.path);
    const io::Listing listing = io::list_tree({folder.path}, {{}, cancelled, nullptr});
    for (const io::Entry& entry : listing.entries) {
      const std::string path = folder.path + (folder.path.ends_with('/') ? "" : "/") + entry.path;
      if (known.contains(path) || !entry.problem.empty()) continue;
      // What is mounted there since is as old as it was elsewhere.
      const bool is_mounted = !known.empty() && entry.device != there.st_dev;
      if (is_mounted || io::changed_after(entry.open_path, folder.read)) {
        found.push_back({path, entry.size});
      }
    }
  }
  std::ranges::sort(found);
  const auto twice = std::ranges::unique(found, {}, &Newcomer::path);
  found.erase(twice.begin(), twice.end());
  return found;
}

base::Result<std::vector<ReadFolder>> read_folders(store::Store& store, const SystemRef* system) {
  std::vector<ReadFolder> folders;
  const auto add = [&](const SystemRef& one) {
    if (!one.path.empty()) folders.push_back({one.path, one.read});
  };
  if (system != nullptr) {
    add(*system);
    return folders;
  }
  const auto all = found_systems(store);
  if (!all) return std::unexpected(all.error());
  std::ranges::for_each(*all, add);
  return folders;
}

}  // namespace bartizan::run

// Outdated: places whose files are others than those that discovery read.
//
// What it is: a look at the change times of a place's files and folders, so that what discovery
// said of a Dockerfile, a list of packages or a key does not outlive their bytes. What it is not: a
// reading. A folder has changed, too, where something in it was added, taken away or renamed, and
// so has a link that leads elsewhere now, be it that only a link or folder on its way is another
// one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "run/discover.h"
#include "run/systems.h"
#include "store/store.h"

namespace bartizan::run {

// `beneath`: as in DiscoverOptions. A folder that is not there is not outdated.
bool is_outdated(const store::Place& place, const std::function<bool()>& cancelled,
                 const io::Beneath* beneath = nullptr);

// Of the place of a system; nullptr: of all. Folders that are not there are left out: what lay in
// them is said to be gone.
base::Result<std::vector<store::Place>> outdated_places(store::Store& store,
                                                        const SystemRef* system,
                                                        const std::function<bool()>& cancelled);

// The same of all places beneath the folders.
base::Result<std::vector<store::Place>> outdated_places(store::Store& store,
                                                        const io::Beneath& beneath,
                                                        const std::function<bool()>& cancelled);

// The folders that have to be read so that it is known what lies at a path: places at or below it
// of which `is_old` says so, and the path itself where it is a folder and no place lies at, below
// or around it.
base::Result<std::vector<std::string>> places_to_read(
    store::Store& store, const std::string& path, bool is_folder,
    const std::function<bool(const store::Place&)>& is_old);

// Reads a place again as it was read before, as far as its components tell, and keeps that.
// `options`: how files are read; its roots are filled in. False: interrupted.
base::Result<bool> discover_again(store::Store& store, const std::string& place,
                                  DiscoverOptions options, const ScanHooks& hooks);

}  // namespace bartizan::run

// Estate: what was discovered, on its way into the store.
//
// Pure, but for the store that it is given.
#pragma once

#include <string>
#include <vector>

#include "run/discover.h"
#include "store/store.h"

namespace bartizan::run {

// As places and sightings are called: absolute, without "." and "..", links as they are.
std::string absolute_path(const std::string& path);

// One place for each root, with absolute paths. `software`: packages that are no AI, too.
std::vector<store::Place> places_of(const DiscoverReport& report, base::Millis now);

// Replaces what the store knows about the roots. Nothing is kept of an interrupted reading.
base::Result<void> remember(store::Store& store, const DiscoverReport& report, base::Millis now);

// Forgets a root, or a BOM by its "bom:" name; false when nothing was known of it.
base::Result<bool> forget(store::Store& store, const std::string& root);

// "found_" + base32 over the place and the folder in it.
std::string found_system_id(std::string_view place, std::string_view path);

}  // namespace bartizan::run

// Estate: what was discovered, on its way into the store.
//
// Pure, but for the store that it is given.
#pragma once

#include <string>
#include <vector>

#include "run/discover.h"
#include "run/vuln.h"
#include "store/store.h"

namespace bartizan::run {

// As places and sightings are called: absolute, without "." and "..", links as they are but those
// that ".." leads up from.
std::string absolute_path(const std::string& path);

// One place for each root, with absolute paths. `software`: packages that are no AI, too.
std::vector<store::Place> places_of(const DiscoverReport& report, base::Millis now);

// Replaces what the store knows about the roots. Nothing is kept of an interrupted reading. A folder
// is known once: what lies in a known place becomes a part of it, and a known place inside what is
// read becomes a part of that. Cases of systems that are not there any more are closed. What was
// excluded leaves evidence of that (run/left_out.h).
base::Result<void> remember(store::Store& store, const DiscoverReport& report, base::Millis now);

// Gives systems of `places` that are only a part of a known one its id and names. True when there
// was one: what was read is then not all of that system.
base::Result<bool> name_as_known(store::Store& store, std::vector<store::Place>& places);

// Forgets a root, or a BOM by its "bom:" name, and closes the cases of its systems; false when
// nothing was known of it.
base::Result<bool> forget(store::Store& store, const std::string& root, base::Millis now);

// Files that are no models and do harm, by place.
std::vector<VulnOptions::Harmful> harmful_files(const DiscoverReport& report);

// "found_" + base32 over the folder: the same one whichever folder above it was read. A BOM's is
// over its place.
std::string found_system_id(std::string_view place, std::string_view path);

}  // namespace bartizan::run

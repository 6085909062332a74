// Bom: bills of materials made of what was discovered, and read from files.
//
// What it is: the joints between discovery, scan, store and assure/bom. What it is not: formats or
// scores. Times are arguments; SOURCE_DATE_EPOCH is the command's to honour.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "run/discover.h"
#include "store/store.h"

namespace bartizan::run {

// A BOM larger than this is no BOM that anybody reads.
inline constexpr std::uint64_t kMostBom = 512 * base::kMiB;

struct BomSubject {
  std::string name;     // empty: the folder's, the system's, or "estate"
  std::string version;
  std::string supplier;
  std::vector<std::string> authors;
  std::string tlp;
};

// Of folders, as they are now. `report` must have been read at depth content, so that there are
// hashes.
assure::bom::Bom bom_of_tree(const DiscoverReport& report, const BomSubject& subject,
                             const std::string& timestamp);

// Of what the store knows: of one found system (its id, name, or the use case that it is), or of
// everything when `system` is empty. The error is a sentence for people.
std::expected<assure::bom::Bom, std::string> bom_of_store(store::Store& store,
                                                          const std::string& system,
                                                          const BomSubject& subject,
                                                          const std::string& timestamp);

// One BOM, read in a worker. The error is a sentence for people, without the path.
struct BomFile {
  assure::bom::Imported imported;
  std::string sha256;
};
std::expected<BomFile, std::string> read_bom(const std::string& path, const base::Limits& limits,
                                             const std::function<bool()>& cancelled);

// A BOM as a place of the estate, "bom:" and its serial number or hash.
store::Place place_of(const assure::bom::Bom& bom, const std::string& sha256, base::Millis now);

}  // namespace bartizan::run

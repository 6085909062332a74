// Health: what files on the disk say about how projects are kept.
//
// What it is: looks for files by name in folders that were read; small and few. What it is not: a
// judgement, or a reader of what the files say. Names only; nothing is opened but directories.
#pragma once

#include <string>
#include <vector>

#include "assure/api.h"
#include "record/component.h"

namespace bartizan::run {

// Of the folder `own` of a place, and of the packages that lie in it, vendored or installed.
std::vector<assure::vuln::Health> health_of(const std::string& place, const std::string& own,
                                            const std::vector<record::Component>& components);

// Whether a signature lies beside the file `path` of a place, or at the root of a folder above it.
bool has_signature(const std::string& place, const std::string& path);

}  // namespace bartizan::run

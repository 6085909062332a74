// File: what can be asked of a store's file as a whole, before it is put in another's place.
//
// What it is: for run/backup.h. What it is not: a repair. Errors point to static text.
#pragma once

#include <string>

#include "base/result.h"

namespace bartizan::store {

// Whether anybody has the store at `path` open: who replaces it then loses what they write next.
// False where there is no file.
base::Result<bool> in_use(const std::string& path);

// Whether the pages of a store are whole, and it has the tables, indexes, views and triggers of this
// version and no others: a further trigger would run with whatever is written. Opens it, which takes
// an older one to this version first.
base::Result<void> check_file(const std::string& path);

}  // namespace bartizan::store

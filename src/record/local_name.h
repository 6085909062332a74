// Names of local models as a system calls them: by their path below its own folder.
//
// What it is: one rule, so that a system consists of the same models whichever folder above it was
// read. What it is not: a question whether a file is there. Pure; views into the input.
#pragma once

#include <string_view>

#include "record/component.h"

namespace bartizan::record {

// "models/a.pt" of "srv/alpha/models/a.pt" in the folder "srv/alpha"; "." for the folder itself.
// What lies elsewhere, and what is no path of a model, stays as it is. `folder`: of the system,
// below the root that was read; "." or "" for that itself.
inline std::string_view name_below(ComponentKind kind, std::string_view provider,
                                   std::string_view name, std::string_view folder) {
  if (kind != ComponentKind::model || provider != "local") return name;
  if (folder.empty() || folder == "." || !name.starts_with(folder)) return name;
  if (name.size() == folder.size()) return ".";
  return name[folder.size()] == '/' ? name.substr(folder.size() + 1) : name;
}

}  // namespace bartizan::record

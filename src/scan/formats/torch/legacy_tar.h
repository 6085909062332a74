// The tar files of PyTorch before 0.1.10: members sys_info, pickle, storages, tensors.
//
// What it is: how torch.load reads each member of such a file. What it is not: a tar reader
// (tar/parse.cc). No state but whether the layout was recognised. One thread.
#pragma once

#include <string_view>

#include "scan/artifact.h"

namespace bartizan::scan::torch {

struct LegacyTar {
  bool active = false;
  // Parses a member that this layout knows; false for all others.
  bool member(Artifact& tar, std::string_view name, base::Range data) const;
};

}  // namespace bartizan::scan::torch

#include "scan/formats/torch/legacy_tar.h"

#include "scan/formats/torch/container.h"

namespace bartizan::scan::torch {

bool LegacyTar::member(Artifact& tar, std::string_view name, base::Range data) const {
  if (!active || name != "pickle") return false;
  tar.member_as(kPickle, name, data.offset, data.length);
  return true;
}

}  // namespace bartizan::scan::torch

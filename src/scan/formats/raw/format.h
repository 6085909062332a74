// Raw tensor bytes: members that a container's loader copies into memory and never interprets.
//
// Claims nothing; containers name it through Artifact::member_as.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::raw {

extern const Format kTensorData;

}  // namespace bartizan::scan::raw

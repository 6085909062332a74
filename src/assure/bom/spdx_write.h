// The SPDX 3.0.1 writer behind write(), JSON-LD with the AI and Dataset profiles.
//
// An AI package or data set that lacks what its profile demands is written all the same, the
// document then does not claim the profile, and the losses say why. What SPDX has no place for goes
// into one annotation of Bartizan's on the element, so that reading it back gives the same Bom.
// Pure.
#pragma once

#include "assure/bom/write.h"

namespace bartizan::assure::bom {

Written write_spdx(const Bom& bom, const WriteOptions& options);

// "2024-05-01" and "2024-05-01T10:00:00.000+00:00" as the only form that SPDX allows; empty when
// it is no time.
std::string spdx_time(std::string_view text);

}  // namespace bartizan::assure::bom

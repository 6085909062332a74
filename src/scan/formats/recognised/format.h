// Models that are known by their bytes and not analysed yet: incomplete, never clean.
//
// One table; the walk reports `format-not-analysed` for each (docs/formats/recognised.md).
#pragma once

#include <array>

#include "scan/format.h"

namespace bartizan::scan::recognised {

inline constexpr std::size_t kCount = 38;
extern const std::array<Format, kCount> kFormats;

}  // namespace bartizan::scan::recognised

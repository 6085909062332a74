// Documents: files that are positively something else than a model, from special to general.
#pragma once

#include <array>

#include "scan/format.h"

namespace bartizan::scan::document {

inline constexpr std::size_t kCount = 52;
extern const std::array<Format, kCount> kFormats;

}  // namespace bartizan::scan::document

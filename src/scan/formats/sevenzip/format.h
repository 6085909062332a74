// 7z archives, listed and not unpacked; docs/formats/7z.md.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::sevenzip {

extern const Format kSevenZip;

}  // namespace bartizan::scan::sevenzip

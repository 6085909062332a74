// tar archives (POSIX ustar and pax, GNU, v7); docs/formats/tar.md.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::tar {

extern const Format kTar;

}  // namespace bartizan::scan::tar

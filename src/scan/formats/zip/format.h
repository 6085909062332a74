// ZIP archives (PKWARE APPNOTE 6.3.10), and what is built on them; docs/formats/zip.md.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::zip {

extern const Format kZip;

}  // namespace bartizan::scan::zip

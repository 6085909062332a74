// The 7z parser: lists members; their contents stay unread, so the archive is never clean.
#pragma once

#include "scan/artifact.h"

namespace bartizan::scan::sevenzip {

void parse(Artifact& artifact);

}  // namespace bartizan::scan::sevenzip

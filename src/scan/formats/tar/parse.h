// The tar parser: walks the headers, accounts for every byte, analyses members.
//
// What it is: the walk over an archive in file order, as Python's tarfile reads it, with findings
// where others read on. What it is not: an unpacker. Reports through the artifact. One thread.
#pragma once

#include "scan/artifact.h"

namespace bartizan::scan::tar {

void parse(Artifact& artifact);

}  // namespace bartizan::scan::tar

// The ZIP parser: reads directories and local headers, accounts for every byte, analyses members.
//
// What it is: the walk over an archive in file order. What it is not: a decoder (members.h) or a
// judge of headers (compare.h). Reports through the artifact. One thread.
#pragma once

#include "scan/artifact.h"

namespace bartizan::scan::zip {

void parse(Artifact& artifact);

}  // namespace bartizan::scan::zip

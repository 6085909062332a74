// The walk: identify an artifact, parse it in every way a loader might, account for every byte.
//
// One call analyses one top-level file and, through Artifact::member, everything inside it. It
// never fails; what could not be read is a gap. Pure apart from the sink.
#pragma once

#include "scan/artifact.h"

namespace bartizan::scan {

void analyse(Job& job, base::Source& file);
// The same for a member; called by Artifact. `expected`: how its loader reads it in any case.
void analyse_artifact(Artifact& artifact, const Format* expected = nullptr);

}  // namespace bartizan::scan

// Line of effort 3, protect critical infrastructure: what run, report, server and cli may see of
// it.
//
// What it is: the sum of this room's headers. Each says what it owns and promises.
#pragma once

#include "protect/posture/posture.h"
#include "protect/readiness/dependencies.h"
#include "protect/readiness/readiness.h"
#include "protect/risk/risk.h"

// Line of effort 2, assure AI systems: what run, report, server, cli and train may see of it.
//
// What it is: the sum of this room's headers. Each says what it owns and promises.
#pragma once

#include "assure/parse/parsers.h"

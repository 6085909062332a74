// Line of effort 1, responsibly use AI: what run, report, server, cli and train may see of it.
//
// What it is: the sum of this room's headers. Each says what it owns and promises.
#pragma once

#include "use/discover/discovery.h"
#include "use/discover/host.h"
#include "use/discover/local_model.h"
#include "use/inventory/assemble.h"
#include "use/inventory/deadlines.h"
#include "use/inventory/declared.h"
#include "use/inventory/diff.h"
#include "use/inventory/export.h"
#include "use/inventory/lint.h"
#include "use/inventory/review.h"
#include "use/inventory/schema.h"
#include "use/parse/discover/discover.h"
#include "use/parse/parsers.h"
#include "use/reconcile/reconcile.h"

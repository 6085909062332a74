// Feed: any file of advisories as rows (put.h), in a worker.
//
// Archives (ZIP), gzip and plain text; JSON, JSON lines, YAML and CSV; OSV, CVE 5.x, KEV, EPSS and
// AVID, all told by content. Options, with blanks between: "part=1/2" reads every second record, so
// that several workers share a file; "kind=osv" refuses other kinds; "probe" stops when the kind is
// known.
#pragma once

#include "record/foreign.h"

namespace bartizan::assure::feed {

void parse(record::Foreign& file);

}  // namespace bartizan::assure::feed

// A scan as a job: the same run::scan, store, exceptions and verdicts as `bartizan scan`.
//
// What it is: the work of POST /scans and /uploads, and of whatever watches places. What it is not:
// a check of who may ask for it. Called on a lane's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "record/watch.h"
#include "run/exceptions.h"
#include "run/scan.h"
#include "server/context.h"
#include "server/jobs.h"

namespace bartizan::server {

struct ScanJob {
  std::string path;                   // beneath the roots, links resolved; or of the upload
  std::string shown_as;               // in place of the path, for an upload
  bool use_cache = true;              // false: every byte is read again
  std::shared_ptr<const void> keeps;  // what must live until it is read
};

// As the store keeps it while it has not ended; nothing is kept of the upload but its file.
record::KeptJob kept_form(const ScanJob& scan);
// Work that an earlier run of the server accepted and did not end, in its order; before anything
// is served. What was begun that often and never ended is given up, and said to be.
inline constexpr unsigned kMostStarts = 3;
void take_up_jobs(Context& context);

// Those of the configuration and those that approvers granted; nullopt where the store cannot be
// read.
std::optional<run::Exceptions> exceptions_in_force(const Context& context);
// How this server reads files: the configuration, and nothing outside of the roots.
run::ScanOptions scan_options(const Context& context, const run::Exceptions& exceptions);

// Says progress, publishes `finding` for each file that is worse than clean and `scan` at the end.
JobOutcome run_scan(Context& context, const ScanJob& scan, JobControl& control);

}  // namespace bartizan::server

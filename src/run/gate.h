// The gate: from judged artifacts to counts and an exit code.
//
// What it is: the only place that knows exit codes. A finding that an exception accepted does not
// count, and the artifact's own verdict stays what it is. Pure functions.
#pragma once

#include <string>

#include "record/artifact.h"

namespace bartizan::run {

// One table for the whole program (docs/exit-codes in `bartizan help exit-codes`).
enum ExitCode : int {
  kPass = 0,
  kGateFailed = 1,
  kUsage = 2,
  kIncomplete = 3,
  kInternal = 4,
};

struct GateOptions {
  record::Verdict fail_on = record::Verdict::suspicious;
  std::string allow_incomplete;  // the reason given; empty: not allowed
};

// The verdict that counts for the gate: the worst of the findings that nobody accepted, and of the
// coverage.
record::Verdict gate_verdict(const record::Artifact& artifact);

// Fills report.summary from the artifacts (interrupted and notes stay as they are).
void apply_gate(record::ScanReport& report, const GateOptions& options);

}  // namespace bartizan::run

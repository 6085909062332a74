// Exceptions at work: which findings somebody has accepted, and which acceptances have run out.
//
// What it is: pure functions from records to records. The verdict stays what the bytes say; the
// gate ignores accepted findings. Nothing but a waiver accepts a finding that makes a file
// malicious.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/artifact.h"
#include "record/exception.h"

namespace bartizan::run {

// A waiver lasts no longer.
inline constexpr base::Millis kLongestWaiver = base::Millis{30} * 24 * 60 * 60 * 1000;

struct Exceptions {
  std::vector<record::Exception> entries;  // in force
  std::vector<std::string> notes;          // one sentence for each that is not, and why
};

// Sorts out what has expired or may not stand at all (a waiver longer than 30 days).
Exceptions in_force(std::vector<record::Exception> entries, base::Millis now);

// Sets Finding::accepted_by where an entry accepts it, and returns how many were.
std::uint64_t apply_exceptions(record::Artifact& artifact, const Exceptions& exceptions);

// The worst verdict that remains for the gate: findings that are accepted do not count, coverage
// does. `artifact.verdict` itself is left alone.
record::Verdict verdict_for_gate(const record::Artifact& artifact);

// The allow entries as a compiled table that scan::Catalog consults before its own; empty for none.
std::string overlay_table(const std::vector<record::Exception>& entries);

// The findings of a previous JSON report (docs/reports.md) as baseline entries.
base::Result<std::vector<record::Exception>> read_baseline(std::string_view json);

// What an entry is about, and its id.
std::string exception_id(const record::Exception& exception);

}  // namespace bartizan::run

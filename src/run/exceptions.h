// Exceptions at work: which findings somebody has accepted, and which acceptances have run out.
//
// What it is: pure functions from records to records. The verdict stays what the bytes say; the
// gate ignores accepted findings. Nothing but a waiver accepts a finding that makes a file
// malicious.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/artifact.h"
#include "record/exception.h"

namespace bartizan::run {

// A waiver lasts no longer.
inline constexpr base::Millis kLongestWaiver = base::Millis{30} * 24 * 60 * 60 * 1000;

class Exceptions {
 public:
  Exceptions() = default;
  // Sorts out what has expired or may not stand at all (a waiver longer than 30 days).
  Exceptions(std::vector<record::Exception> entries, base::Millis now);

  const std::vector<record::Exception>& entries() const { return entries_; }  // in force
  const std::vector<std::string>& notes() const { return notes_; }  // what is not, and why

 private:
  std::vector<record::Exception> entries_;  // by sha256, those without one first
  std::vector<std::string> notes_;
};

// Sets Finding::accepted_by where an entry accepts it, and returns how many were.
std::uint64_t apply_exceptions(record::Artifact& artifact, const Exceptions& exceptions);

// The allow entries as a compiled table that scan::Catalog consults before its own; empty for none.
std::string overlay_table(const std::vector<record::Exception>& entries);

// The findings of a previous JSON report (docs/reports.md) as baseline entries; those that made a
// file malicious are left out, and so is everything of a file without a hash.
base::Result<std::vector<record::Exception>> read_baseline(std::string_view json);

// Where a finding stands, as a baseline entry says it.
std::string baseline_location(const record::Artifact& artifact, const record::Finding& finding);

// From what an entry accepts: the same for a renewed one.
std::string exception_id(const record::Exception& exception);

}  // namespace bartizan::run

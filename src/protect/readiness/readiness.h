// Readiness: which records of resilience hold, which are overdue, what is missing (Shields Ready).
//
// What it is: pure functions from records and a time; how long a record holds stands in
// catalogs/lists/posture-readiness.toml. What it is not: a reminder, or proof that an exercise was
// any good. Owns its strings; thread-safe.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/posture.h"

namespace bartizan::protect {

using base::Millis;

enum class ReadinessState : std::uint8_t {
  overdue,  // it has to be done again
  missing,  // a critical asset, and nobody recorded that of it
  holds,
  replaced,  // a newer record of the same
  withdrawn,
};
inline constexpr std::size_t kReadinessStates = 5;
std::string_view name(ReadinessState state);

struct ReadinessLine {
  ReadinessState state = ReadinessState::holds;
  record::Readiness record;  // of `missing`: kind and system only
  Millis due = 0;            // when it has to be done again
  std::string why;           // one sentence
};

// Overdue and missing first, then by due date; replaced and withdrawn ones last. Records of an
// exercise, a restore test, a fail-safe and a playbook replace earlier ones of their kind and
// system; critical assets and dependencies also have to be the same thing.
std::vector<ReadinessLine> readiness(std::span<const record::Readiness> records, Millis now);
// Overdue and missing ones.
std::size_t findings(std::span<const ReadinessLine> lines);

// In days; 0 where the catalogue has none.
unsigned holds_for(record::ReadinessKind kind);

// The record to keep, with its id, or what is wrong with it, for people.
std::expected<record::Readiness, std::string> readiness_of(record::Readiness asked, Millis now);

}  // namespace bartizan::protect

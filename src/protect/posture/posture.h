// Posture: whether it is raised (Shields Up), and what that changes.
//
// What it is: pure functions from the log of the posture and a time to the configuration in force;
// the numbers stand in catalogs/lists/posture-levels.toml. What it is not: a timer or a store:
// nothing has to run for a posture to end. Nobody's legal date is moved: a shorter time is a target
// of one's own beside it. Owns its strings; thread-safe as values.
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

enum class PostureEnd : std::uint8_t {
  none,     // it was never raised, or is raised now
  expired,  // by its date
  lowered,  // by somebody
};

// How the posture stands at a time.
struct Posture {
  bool raised = false;
  record::PostureChange raise;  // the one in force, or the last one; empty id: there was none
  PostureEnd end = PostureEnd::none;
  Millis ended = 0;
  record::PostureChange lower;  // of `lowered`
};
// From changes in the order in which they were made; those after `now` do not count.
Posture posture_at(std::span<const record::PostureChange> history, Millis now);

// The configuration in force.
struct EffectivePosture {
  bool raised = false;
  Millis since = 0, until = 0;
  std::string reason, by;
  std::string preset;       // rules that the gate adds where nobody names any; empty: none
  Millis evidence_age = 0;  // how long evidence counts that says nothing else
  unsigned watch_percent = 100;
  unsigned clock_percent = 100;

  // Between two looks at a watched place; never less than a minute.
  Millis watch_interval(Millis normal) const;
  // When a weakness should be gone by our own target: never after `due`; 0 where that is 0.
  Millis target(Millis start, Millis due) const;
};
EffectivePosture effective(const Posture& posture);
EffectivePosture effective(std::span<const record::PostureChange> history, Millis now);

// What a raised posture changes, a sentence each, with its numbers.
std::vector<std::string> effects(const EffectivePosture& posture);
// "posture raised until 2026-12-05 09:00 UTC (reason)"; empty while it is not.
std::string sentence(const EffectivePosture& posture);

struct Raise {
  std::string reason, by;
  Millis until = 0;
  std::string preset;  // empty: the catalogue's
};
// The change to keep, or what is wrong with it, for people.
std::expected<record::PostureChange, std::string> raise(const Raise& asked, Millis now);
std::expected<record::PostureChange, std::string> lower(
    std::span<const record::PostureChange> history, const std::string& reason,
    const std::string& by, Millis now);

// "14d", "12h", "2w" as a duration; nullopt for anything else or none.
std::optional<Millis> duration_of(std::string_view text);

}  // namespace bartizan::protect

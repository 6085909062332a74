// What `clock` says: which weakness of which system must be gone by when, and what happened to it.
//
// What it is: pure functions from cases to text for people (terminal), programs (JSON, CSV) and
// calendars (RFC 5545). Times are UTC; "now" is an argument. Names are escaped here. No state.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/api.h"
#include "protect/api.h"
#include "record/decision.h"
#include "report/api.h"

namespace bartizan::report {

struct ClockStep {
  assure::decide::Step step;
  bool done = false;
  std::string by;
  base::Millis at = 0;
};

// One case with what follows from it at a time.
struct ClockLine {
  record::Case known;
  assure::decide::Clock clock;
  std::optional<assure::decide::Decision> decision;
  std::vector<ClockStep> steps;  // by due time; "remediate" is done when the case is closed
  std::vector<std::string> doubts;
  std::vector<record::CaseChange> history;
  std::string handle;  // the shortest id that no other case begins with
  std::string where;   // of its system; given where another line would read the same
};
bool is_closed(const record::Case& known);                     // fixed or not affected
bool is_overdue(const record::Case& known, base::Millis now);  // neither closed nor accepted
// What a raised posture asks for, never after its date; 0 where it asks for nothing.
base::Millis target_of(const record::Case& known, const protect::EffectivePosture& posture);

// Forensic steps that somebody has to take, whatever became of the weakness.
bool has_open_steps(const ClockLine& line);

// How much of a case's id nobody else's begins with. Views of the cases' ids.
struct Handle {
  std::string_view id;
  std::size_t length = 0;
};
std::vector<Handle> handles_of(std::span<const record::Case> all);  // by id
ClockLine clock_line(const record::Case& known, std::vector<record::CaseChange> history,
                     std::span<const Handle> handles, base::Millis now);
// Overdue first, then by due time, then without a date, then accepted, then closed ones.
void sort_by_urgency(std::vector<ClockLine>& lines, base::Millis now);

struct ClockView {
  std::span<const ClockLine> lines;
  base::Millis now = 0;
  std::size_t closed = 0;      // not shown
  bool nothing_known = false;  // no case was ever kept
  std::string system;          // asked about, for the sentence at the end
  protect::EffectivePosture posture = {};  // raised: open cases have a target of their own
};
std::string clock(const ClockView& view, const TerminalStyle& style, bool all);
// docs/schemas/clock-1.schema.json.
std::string clock_json(const ClockView& view, const MachineOptions& options);
std::string clock_csv(const ClockView& view);
// One event for each case with a date that is not closed, for each forensic step to come, and for the
// end of each acceptance. Closed ones that are in the view are cancelled events, so that calendars
// drop them. What is past has no alarm.
std::string clock_ics(const ClockView& view, bool reproducible);

// One case whole: explained inputs, steps, history.
std::string clock_case(const ClockLine& line, base::Millis now, const TerminalStyle& style);
// docs/schemas/case-1.schema.json.
std::string clock_case_json(const ClockLine& line, base::Millis now, const MachineOptions& options);

// "2 days 4 hours", "35 minutes"; never negative.
std::string span_of(base::Millis duration);
// "2026-05-11 00:00 UTC".
std::string minute(base::Millis at);

}  // namespace bartizan::report

// Deadlines: by when what has to be done about an inventory and its waivers, also as a calendar.
//
// What it is: dates of catalogs/inventory/calendar.toml and the clocks that each waived practice
// starts. What it is not: a clock; today is an argument. How sure a date is travels with it. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "record/inventory.h"

namespace bartizan::use {

struct Deadline {
  std::string id;  // stable: "omb-2025-public", "waiver-report/system_..."
  std::string title;
  std::string date;  // YYYY-MM-DD; empty where the start of its clock is not known
  std::string what;  // to do
  std::string source, verified;
  std::string system, name;  // of a use case; empty for those of the calendar
  bool past = false;         // its date is before today
};

// By date, those without one last. The clocks of a waiver count from the use case's field
// "waiver_granted" (a date); without it the deadline says that it is not known.
std::vector<Deadline> deadlines(std::span<const record::UseCase> use_cases, std::string_view today);

// RFC 5545: one all-day event for each deadline with a date, a reminder two weeks before. `now` is
// the time stamp that events carry.
std::string deadlines_ics(std::span<const Deadline> deadlines, base::Millis now);

}  // namespace bartizan::use

// Dates as people write them, read as YYYY, YYYY-MM or YYYY-MM-DD.
//
// What it is: a dozen shapes, each with the word whether it can be read in one way only. What it is
// not: a calendar of fiscal years for everybody: FY means the federal one, from October. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/inventory.h"

namespace bartizan::use {

struct ReadDate {
  std::string value;
  record::Treatment treatment = record::Treatment::kept;
};
// Trimmed text; nullopt for what is no date. Month comes before day (United States) unless that
// cannot be; a two-digit number beside a month's name is a year; both are guesses and say so.
std::optional<ReadDate> read_date(std::string_view text);

// Days since 1970-01-01, for comparing; the first day of a month or year.
std::optional<std::int64_t> day_number(std::string_view date);
std::string date_of_day(std::int64_t day);

}  // namespace bartizan::use

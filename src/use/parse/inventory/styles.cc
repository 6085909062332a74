#include "use/parse/inventory/styles.h"

#include <charconv>
#include <chrono>

namespace bartizan::use {
namespace {

constexpr double kLastSerial = 2'958'466;    // the day after 9999-12-31
constexpr std::int64_t kEpoch1900 = 25'569;  // serial of 1970-01-01
constexpr std::int64_t kEpoch1904 = 24'107;
constexpr std::int64_t kFalseLeapDay = 60;  // 1900-02-29, which the 1900 system has
constexpr std::int64_t kSecondsOfDay = 86'400;

std::string padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
}

std::string date_text(std::int64_t days_since_1970) {
  using namespace std::chrono;
  const year_month_day date{sys_days(days(days_since_1970))};
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" +
         padded(static_cast<unsigned>(date.day()), 2);
}

std::string time_text(std::int64_t seconds) {
  return padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" +
         padded(seconds % 60, 2);
}

}  // namespace

NumberKind kind_of_format(std::string_view code) {
  // Only the section for positive numbers counts.
  bool date = false, time = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') break;
    if (c == '"') {
      i = code.find('"', i + 1);
      if (i == code.npos) break;
      continue;
    }
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
      continue;
    }
    if (c == '[') {
      // Colours, conditions and locales; elapsed hours ([h]) are an amount, no time of day.
      const std::size_t end = code.find(']', i);
      if (end == code.npos) break;
      const char inside = i + 1 < code.size() ? code[i + 1] : ' ';
      const bool elapsed = code.substr(i + 1, end - i - 1).find_first_not_of("hHmMsS") == code.npos;
      if (elapsed && end > i + 1 && inside != '$') return NumberKind::number;
      i = end;
      continue;
    }
    if (c == '0' || c == '#' || c == '?') {
      // Digits belong to numbers, and to fractions of a second behind a time.
      if (!date && !time) return NumberKind::number;
      continue;
    }
    if (code.substr(i).starts_with("General")) return NumberKind::number;
    date = date || c == 'y' || c == 'Y' || c == 'd' || c == 'D' || c == 'm' || c == 'M';
    time = time || c == 'h' || c == 'H' || c == 's' || c == 'S';
  }
  if (!date && !time) return NumberKind::number;
  // Minutes are written as months are; without year and day they belong to the hour.
  const bool has_day = code.find_first_of("yYdD") != code.npos || !time;
  return has_day ? NumberKind::date : NumberKind::time;
}

NumberKind kind_of_builtin(std::uint32_t id) {
  // ECMA-376 part 1, 18.8.30: 14 to 17 and 22 dates, 18 to 21 and 45, 47 times, 27 to 36 and 50 to
  // 58 dates of East Asian locales. 46 is an amount of hours.
  if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
      (id >= 50 && id <= 54) || id == 57 || id == 58) {
    return NumberKind::date;
  }
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47) {
    return NumberKind::time;
  }
  return NumberKind::number;
}

std::string serial_text(std::string_view number, NumberKind kind, bool from_1904) {
  double serial = 0;
  const auto [end, error] = std::from_chars(number.begin(), number.end(), serial);
  const bool whole = error == std::errc() && end == number.end();
  if (!whole || kind == NumberKind::number || !(serial >= 0) || serial >= kLastSerial) {
    return std::string(number);
  }
  auto day = static_cast<std::int64_t>(serial);
  auto seconds = static_cast<std::int64_t>(
      (serial - static_cast<double>(day)) * static_cast<double>(kSecondsOfDay) + 0.5);
  if (seconds == kSecondsOfDay) {
    ++day;
    seconds = 0;
  }
  if (kind == NumberKind::time && day == 0) return time_text(seconds);
  if (!from_1904) {
    if (day == 0) return seconds == 0 ? std::string(number) : time_text(seconds);
    if (day == kFalseLeapDay) return std::string(number);
    if (day < kFalseLeapDay) ++day;
  }
  std::string text = date_text(day - (from_1904 ? kEpoch1904 : kEpoch1900));
  if (seconds > 0) text += " " + time_text(seconds);
  return text;
}

}  // namespace bartizan::use

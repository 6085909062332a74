#include "base/time.h"

#include <array>
#include <charconv>
#include <chrono>

namespace bartizan::base {
namespace {

void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

std::optional<int> number(std::string_view text) {
  // from_chars would take a sign.
  if (text.starts_with('-')) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string format_utc(Millis time) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(time)};
  const auto day = floor<days>(point);
  const year_month_day date(day);
  const hh_mm_ss clock(point - day);
  std::string out;
  append_padded(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_padded(out, static_cast<std::uint64_t>(clock.hours().count()), 2);
  out += ':';
  append_padded(out, static_cast<std::uint64_t>(clock.minutes().count()), 2);
  out += ':';
  append_padded(out, static_cast<std::uint64_t>(clock.seconds().count()), 2);
  out += '.';
  append_padded(out, static_cast<std::uint64_t>(clock.subseconds().count()), 3);
  out += 'Z';
  return out;
}

std::string format_date(Millis time) { return format_utc(time).substr(0, 10); }

std::optional<Millis> parse_utc(std::string_view text) {
  using namespace std::chrono;
  const bool full = text.size() == 24 || text.size() == 20;
  if (!full && text.size() != 10) return std::nullopt;
  if (text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)),
             d = number(text.substr(8, 2));
  if (!y || !m || !d || *m < 1 || *d < 1) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  Millis time = duration_cast<milliseconds>(sys_days(date).time_since_epoch()).count();
  if (!full) return time;
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z') {
    return std::nullopt;
  }
  const std::string_view fraction = text.substr(19, text.size() - 20);
  if (!fraction.empty() && fraction[0] != '.') return std::nullopt;
  const auto hour = number(text.substr(11, 2)), minute = number(text.substr(14, 2));
  const auto second = number(text.substr(17, 2));
  const auto milli = fraction.empty() ? std::optional(0) : number(fraction.substr(1));
  if (!hour || !minute || !second || !milli || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return time + ((*hour * 60LL + *minute) * 60 + *second) * 1000 + *milli;
}

}  // namespace bartizan::base

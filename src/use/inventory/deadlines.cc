#include "use/inventory/deadlines.h"

#include <algorithm>
#include <charconv>

#include "scan/catalog.h"
#include "use/inventory/dates.h"

namespace bartizan::use {
namespace {

using record::UseCase;

constexpr std::string_view kDates = "use/inventory/deadlines", kClocks = "use/inventory/clocks";
constexpr std::string_view kWaived = "CAIO Waived";

std::int64_t days_of(std::string_view text) {
  std::int64_t days = 0;
  std::from_chars(text.begin(), text.end(), days);
  return days;
}

bool has_waiver(const UseCase& use_case) {
  return std::ranges::any_of(use_case.fields, [](const record::Field& field) {
    return field.value.find(kWaived) != std::string::npos;
  });
}

// RFC 5545, 3.3.11.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') continue;
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c;
  }
  return out;
}

// RFC 5545, 3.1: lines of at most 75 octets, continued behind a blank; no character is cut.
void line(std::string& out, std::string_view text) {
  constexpr std::size_t kOctets = 75;
  std::size_t room = kOctets;
  while (text.size() > room) {
    std::size_t end = room;
    while (end > 1 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    out += text.substr(0, end);
    out += "\r\n ";
    text.remove_prefix(end);
    room = kOctets - 1;
  }
  out += text;
  out += "\r\n";
}

std::string basic_date(std::string_view date) {
  std::string out;
  for (const char c : date) {
    if (c != '-') out += c;
  }
  return out;
}

}  // namespace

std::vector<Deadline> deadlines(std::span<const UseCase> use_cases, std::string_view today) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  std::vector<Deadline> all;
  const auto cell = [&](std::string_view section, std::uint32_t row, std::uint32_t column) {
    return std::string(catalog.cell_at(section, row, column));
  };
  for (std::uint32_t row = 0; row < catalog.row_count(kDates); ++row) {
    all.push_back({cell(kDates, row, 1),
                   cell(kDates, row, 2),
                   cell(kDates, row, 3),
                   cell(kDates, row, 4),
                   cell(kDates, row, 5),
                   cell(kDates, row, 6),
                   {},
                   {}});
  }
  for (const UseCase& use_case : use_cases) {
    const std::string_view granted = use_case.value("waiver_granted");
    if (granted.empty() && !has_waiver(use_case)) continue;
    for (std::uint32_t row = 0; row < catalog.row_count(kClocks); ++row) {
      Deadline one{cell(kClocks, row, 1) + "/" + use_case.id,
                   cell(kClocks, row, 2),
                   {},
                   cell(kClocks, row, 5),
                   cell(kClocks, row, 6),
                   cell(kClocks, row, 7),
                   use_case.id,
                   std::string(use_case.value("use_case_name"))};
      if (const auto start = day_number(granted)) {
        const std::int64_t days = days_of(catalog.cell_at(kClocks, row, 3));
        std::int64_t due = *start + days;
        // A clock that repeats shows its next turn.
        const bool repeats = catalog.cell_at(kClocks, row, 4) == "yes";
        const auto now = day_number(today);
        if (repeats && now && days > 0 && due < *now) due += (*now - due + days - 1) / days * days;
        one.date = date_of_day(due);
      } else {
        one.what += "; the day of the waiver is not recorded (waiver_granted)";
      }
      all.push_back(std::move(one));
    }
  }
  for (Deadline& one : all) one.past = !one.date.empty() && one.date < today;
  std::stable_sort(all.begin(), all.end(), [](const Deadline& a, const Deadline& b) {
    if (a.date.empty() != b.date.empty()) return b.date.empty();
    return a.date < b.date;
  });
  return all;
}

std::string deadlines_ics(std::span<const Deadline> deadlines, base::Millis now) {
  // 2026-04-03T01:02:03.000Z -> 20260403T010203Z
  std::string stamp = base::format_utc(now).substr(0, 19);
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  stamp += 'Z';
  std::string out;
  line(out, "BEGIN:VCALENDAR");
  line(out, "VERSION:2.0");
  line(out, "PRODID:-//Bartizan//AI inventory//EN");
  line(out, "CALSCALE:GREGORIAN");
  for (const Deadline& one : deadlines) {
    const auto day = day_number(one.date);
    if (!day || one.date.size() != 10) continue;
    const std::string title = one.title + (one.name.empty() ? "" : ": " + one.name);
    line(out, "BEGIN:VEVENT");
    line(out, "UID:" + escaped(one.id) + "@bartizan.invalid");
    line(out, "DTSTAMP:" + stamp);
    line(out, "DTSTART;VALUE=DATE:" + basic_date(one.date));
    line(out, "DTEND;VALUE=DATE:" + basic_date(date_of_day(*day + 1)));
    line(out, "SUMMARY:" + escaped(title));
    line(out, "DESCRIPTION:" + escaped(one.what + "\nSource: " + one.source +
                                       " (verified: " + one.verified + ")"));
    line(out, "TRANSP:TRANSPARENT");
    line(out, "BEGIN:VALARM");
    line(out, "ACTION:DISPLAY");
    line(out, "DESCRIPTION:" + escaped(title));
    line(out, "TRIGGER:-P14D");
    line(out, "END:VALARM");
    line(out, "END:VEVENT");
  }
  line(out, "END:VCALENDAR");
  return out;
}

}  // namespace bartizan::use

// Cases as a calendar (RFC 5545).
#include "base/escape.h"
#include "report/clock.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

// RFC 5545, 3.1: lines are folded at 75 octets, never inside a character.
constexpr std::size_t kMostOctets = 75;

class Calendar {
 public:
  void line(std::string_view name, std::string_view value) {
    std::string text(name);
    text += ':';
    text += value;
    std::string_view rest = text;
    std::size_t room = kMostOctets;
    while (rest.size() > room) {
      std::size_t cut = room;
      while (cut > 0 && (static_cast<unsigned char>(rest[cut]) & 0xc0) == 0x80) --cut;
      if (cut == 0) cut = room;
      out_ += std::string(rest.substr(0, cut)) + "\r\n ";
      rest.remove_prefix(cut);
      room = kMostOctets - 1;
    }
    out_ += std::string(rest) + "\r\n";
  }
  // 3.3.11: TEXT.
  void text(std::string_view name, std::string_view value) {
    std::string escaped;
    for (const char c : value) {
      if (c == '\n') {
        escaped += "\\n";
        continue;
      }
      if (c == '\\' || c == ';' || c == ',') escaped += '\\';
      escaped += c;
    }
    line(name, escaped);
  }
  void time(std::string_view name, base::Millis at) {
    // 2026-05-11T00:00:00.000Z -> 20260511T000000Z
    const std::string full = base::format_utc(at);
    std::string compact;
    for (const char c : full.substr(0, 19)) {
      if (c != '-' && c != ':') compact += c;
    }
    line(name, compact + "Z");
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string clean(std::string_view text) { return one_line(text); }

struct Event {
  std::string uid, summary, description, alarm;
  base::Millis ahead = 0;  // the alarm's time before `at`
  base::Millis at = 0;
  bool cancelled = false;
};

base::Millis last_change(const ClockLine& line) {
  return line.history.empty() ? line.known.last_seen : line.history.back().at;
}

void put(Calendar& calendar, const ClockLine& line, const Event& event, base::Millis stamp) {
  // Calendars take a changed event only with a higher number; history only grows.
  const std::size_t sequence = line.history.empty() ? 0 : line.history.size() - 1;
  calendar.line("BEGIN", "VEVENT");
  calendar.line("UID", event.uid);
  calendar.time("DTSTAMP", stamp);
  calendar.time("LAST-MODIFIED", last_change(line));
  calendar.line("SEQUENCE", std::to_string(sequence));
  calendar.time("DTSTART", event.at);
  calendar.text("SUMMARY", event.summary);
  calendar.text("DESCRIPTION", event.description);
  calendar.line("CATEGORIES", "VULNERABILITY");
  calendar.line("STATUS", event.cancelled ? "CANCELLED" : "CONFIRMED");
  calendar.line("TRANSP", "TRANSPARENT");
  if (!event.cancelled && event.at - event.ahead > stamp) {
    calendar.line("BEGIN", "VALARM");
    calendar.line("ACTION", "DISPLAY");
    calendar.line("TRIGGER", event.alarm);
    calendar.text("DESCRIPTION", event.summary);
    calendar.line("END", "VALARM");
  }
  calendar.line("END", "VEVENT");
}

}  // namespace

std::string clock_ics(const ClockView& view, bool reproducible) {
  Calendar calendar;
  calendar.line("BEGIN", "VCALENDAR");
  calendar.line("VERSION", "2.0");
  calendar.line("PRODID", "-//Bartizan//clock//EN");
  calendar.line("CALSCALE", "GREGORIAN");
  calendar.line("METHOD", "PUBLISH");
  for (const ClockLine& line : view.lines) {
    const record::Case& c = line.known;
    if (c.due == 0) continue;
    const std::string component = clean(assure::decide::component_title(c.component));
    const std::string of = clean(c.advisory) + ": " + component + " in " + clean(c.system_name) +
                           (line.where.empty() ? "" : " (" + clean(line.where) + ")");
    std::string about = clean(c.summary);
    if (!about.empty()) about += "\n";
    about += c.outcome + ", counted from " + minute(c.start) + " (" + line.clock.start_reason + ")";
    about +=
        c.fixed_in.empty() ? "\nno version without it is known" : "\nfixed in " + clean(c.fixed_in);
    about += "\nbartizan clock show --case " + c.id;
    const base::Millis stamp = reproducible ? last_change(line) : view.now;
    constexpr base::Millis kHour = 3'600'000, kDay = 24 * kHour;
    const bool accepted = c.state == record::CaseState::accepted;
    put(calendar, line,
        {c.id + "@bartizan", "Fix " + of, about, "-P1D", kDay, c.due, is_closed(c) || accepted},
        stamp);
    if (accepted && c.until != 0) {
      put(calendar, line,
          {c.id + "-accepted@bartizan", "Acceptance ends: " + of,
           "it opens again by itself\n" + about, "-P7D", 7 * kDay, c.until, false},
          stamp);
    }
    for (const ClockStep& one : line.steps) {
      if (one.step.what == "remediate") continue;
      std::string name = one.step.what;
      for (char& letter : name) letter = letter == ' ' ? '-' : letter;
      std::string how = one.step.how + (one.step.verified == "no" ? " (not verified)" : "");
      put(calendar, line,
          {c.id + "-" + name + "@bartizan", one.step.what + ", " + of, how + "\n" + about, "-PT1H",
           kHour, one.step.due,
           one.done || is_closed(c)},
          stamp);
    }
  }
  calendar.line("END", "VCALENDAR");
  return calendar.take();
}

}  // namespace bartizan::report

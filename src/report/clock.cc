#include "report/clock.h"

#include <algorithm>
#include <tuple>

#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace decide = assure::decide;
using record::CaseState;

constexpr base::Millis kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
// Of cases that are neither overdue nor due soon a terminal shows so many unasked.
constexpr std::size_t kMostShown = 30;
constexpr std::size_t kLabel = 13;
// Short enough to type, long enough to stay unique for a while.
constexpr std::size_t kLeastHandle = 11;  // "case_" and six

bool is_done(CaseState state) {
  return state == CaseState::fixed || state == CaseState::not_affected;
}

std::string_view state_word(CaseState state) {
  switch (state) {
    case CaseState::open:
      return "open";
    case CaseState::investigating:
      return "under investigation";
    case CaseState::fixed:
      return "fixed";
    case CaseState::not_affected:
      return "not affected";
    case CaseState::accepted:
      return "accepted";
  }
  return "";
}

Ink urgency(const record::Case& c, base::Millis now) {
  if (is_closed(c)) return Ink::good;
  if (c.state == CaseState::accepted) return Ink::unsure;
  if (is_overdue(c, now)) return Ink::bad;
  return c.due != 0 && c.due - now <= 3 * kDay ? Ink::warn : Ink::plain;
}

std::string time_left(const record::Case& c, base::Millis now) {
  if (is_closed(c)) return std::string(state_word(c.state));
  if (c.state == CaseState::accepted) {
    return c.until == 0 ? "accepted" : "accepted until " + base::format_date(c.until);
  }
  if (c.due == 0) return "no date";
  if (is_overdue(c, now)) return "overdue by " + span_of(now - c.due);
  return span_of(c.due - now) + " left";
}

const decide::Input* input_of(const ClockLine& line, std::string_view key) {
  if (!line.decision) return nullptr;
  const auto at = std::ranges::find(line.decision->inputs, key, &decide::Input::key);
  return at == line.decision->inputs.end() ? nullptr : &*at;
}

// "in KEV since 2026-05-08, exposed (assumed), automatable, total impact".
std::string why(const ClockLine& line) {
  std::string out;
  const auto add = [&](std::string_view key, std::string_view yes, std::string_view no,
                       std::string_view yes_value) {
    const decide::Input* input = input_of(line, key);
    if (input == nullptr) return;
    out += out.empty() ? "" : ", ";
    out += input->value == yes_value ? yes : no;
    if (input->assumed) out += " (assumed)";
  };
  const std::string listed = line.known.kev_added == 0
                                 ? "in KEV"
                                 : "in KEV since " + base::format_date(line.known.kev_added);
  add("in-kev", listed, "not in KEV", "yes");
  add("publicly-exposed", "exposed", "not exposed", "yes");
  add("automatable", "automatable", "not automatable", "yes");
  add("technical-impact", "total impact", "partial impact", "total");
  return out;
}

std::string remedy(const ClockLine& line) {
  const record::Case& c = line.known;
  const std::string to = c.fixed_in.empty() ? "no version without it is known"
                                            : "to " + one_line(c.fixed_in) + " or later";
  if (c.due == 0) return "with the next upgrade of the system: " + to;
  return "by " + minute(c.due) + ": " + to;
}

std::string step_phrase(const ClockStep& one, base::Millis now) {
  std::string out = one.step.what;
  if (one.done) return out + " done";
  if (one.step.due < now) return out + " overdue by " + span_of(now - one.step.due);
  return out + " in " + span_of(one.step.due - now);
}

bool has_unverified(const ClockLine& line) {
  return std::ranges::any_of(line.steps,
                             [](const ClockStep& s) { return s.step.verified == "no"; });
}

void write_line(std::string& out, const Paint& paint, const ClockLine& line,
                const protect::EffectivePosture& posture, base::Millis now) {
  const record::Case& c = line.known;
  out += paint.in(urgency(c, now), time_left(c, now)) + "  " +
         paint.in(Ink::bold, one_line(c.advisory)) + "  " +
         one_line(decide::component_title(c.component)) + "  " +
         paint.in(Ink::dim, "in " + one_line(c.system_name) +
                                (line.where.empty() ? "" : " (" + one_line(line.where) + ")")) +
         "\n";
  const auto forensics = [&] {
    std::vector<std::string> steps;
    for (const ClockStep& one : line.steps) {
      if (one.step.what != "remediate") steps.push_back(step_phrase(one, now));
    }
    if (!steps.empty()) out += paint.items(2, "forensics", kLabel, steps);
  };
  if (is_closed(c) && has_open_steps(line)) forensics();
  if (!is_closed(c)) {
    out += paint.fact(2, "fix", kLabel, remedy(line));
    if (const base::Millis target = target_of(c, posture); target != 0) {
      out += paint.fact(2, "target", kLabel,
                        "by " + minute(target) + (target < now ? ", missed by " : ", in ") +
                            span_of(target < now ? now - target : target - now) +
                            ": the posture is raised");
    }
    out += paint.fact(2, "why", kLabel, c.outcome + ": " + why(line));
    forensics();
    for (const std::string& doubt : line.doubts) out += paint.fact(2, "doubt", kLabel, doubt);
  }
  const bool plain_state = c.state == CaseState::open || is_closed(c);
  out += paint.fact(2, "case", kLabel,
                    line.handle + (plain_state ? "" : ", " + std::string(state_word(c.state)))) +
         "\n";
}

}  // namespace

bool is_closed(const record::Case& known) { return is_done(known.state); }

bool is_overdue(const record::Case& known, base::Millis now) {
  return !is_closed(known) && known.state != CaseState::accepted && known.due != 0 &&
         known.due < now;
}

base::Millis target_of(const record::Case& known, const protect::EffectivePosture& posture) {
  if (!posture.raised || known.due == 0 || is_closed(known)) return 0;
  return known.state == CaseState::accepted ? 0 : posture.target(known.start, known.due);
}

bool has_open_steps(const ClockLine& line) {
  return line.known.state != CaseState::not_affected &&
         std::ranges::any_of(line.steps, [](const ClockStep& one) {
           return one.step.what != "remediate" && !one.done;
         });
}

std::string span_of(base::Millis duration) {
  duration = std::max<base::Millis>(duration, 0);
  const auto unit = [](base::Millis n, const char* name) {
    return std::to_string(n) + " " + name + (n == 1 ? "" : "s");
  };
  if (duration >= 10 * kDay) return unit(duration / kDay, "day");
  if (duration >= kDay) {
    const base::Millis hours = duration % kDay / kHour;
    return unit(duration / kDay, "day") + (hours == 0 ? "" : " " + unit(hours, "hour"));
  }
  if (duration >= kHour) {
    const base::Millis minutes = duration % kHour / kMinute;
    return unit(duration / kHour, "hour") + (minutes == 0 ? "" : " " + unit(minutes, "minute"));
  }
  return unit(duration / kMinute, "minute");
}

std::string minute(base::Millis at) {
  std::string text = base::format_utc(at);
  text[10] = ' ';
  return text.substr(0, 16) + " UTC";
}

ClockLine clock_line(const record::Case& known, std::vector<record::CaseChange> history,
                     std::span<const Handle> handles, base::Millis now) {
  ClockLine line;
  line.known = known;
  line.clock = decide::clock_of(known);
  line.decision = decide::decision_of(known);
  line.doubts = decide::clock_doubts(known, now);
  for (const decide::Step& step : line.clock.steps) {
    ClockStep one{step, false, {}, 0};
    for (const record::CaseChange& change : history) {
      if (change.what != "step" || change.after != step.what || one.done) continue;
      one.done = true;
      one.by = change.by;
      one.at = change.at;
    }
    if (step.what == "remediate") one.done = is_closed(known);
    line.steps.push_back(std::move(one));
  }
  line.history = std::move(history);
  const auto handle = std::ranges::lower_bound(handles, known.id, {}, &Handle::id);
  const std::size_t length = handle == handles.end() || handle->id != known.id
                                 ? std::min(kLeastHandle, known.id.size())
                                 : handle->length;
  line.handle = known.id.substr(0, length);
  return line;
}

std::vector<Handle> handles_of(std::span<const record::Case> all) {
  std::vector<Handle> handles;
  handles.reserve(all.size());
  for (const record::Case& known : all) handles.push_back({known.id, 0});
  std::ranges::sort(handles, {}, &Handle::id);
  const auto same = [](std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  };
  // What has most in common with an id stands beside it.
  for (std::size_t i = 0; i < handles.size(); ++i) {
    Handle& one = handles[i];
    std::size_t length = kLeastHandle;
    if (i > 0) length = std::max(length, same(one.id, handles[i - 1].id) + 1);
    if (i + 1 < handles.size()) length = std::max(length, same(one.id, handles[i + 1].id) + 1);
    one.length = std::min(length, one.id.size());
  }
  return handles;
}

void sort_by_urgency(std::vector<ClockLine>& lines, base::Millis now) {
  const auto key = [now](const ClockLine& line) {
    const record::Case& c = line.known;
    int group = c.due == 0 ? 2 : 1;
    if (is_overdue(c, now)) group = 0;
    if (c.state == CaseState::accepted) group = 3;
    if (is_closed(c)) group = 4;
    using View = std::string_view;
    return std::tuple(group, c.due, View(c.system_name), View(c.advisory), View(c.component),
                      View(c.id));
  };
  std::ranges::sort(lines, {}, key);
}

std::string clock(const ClockView& view, const TerminalStyle& style, bool all) {
  const Paint paint(style);
  std::string out;
  std::size_t overdue = 0, dated = 0, undated = 0, accepted = 0, shown = 0;
  bool unverified = false;
  for (const ClockLine& line : view.lines) {
    const record::Case& c = line.known;
    const bool late = is_overdue(c, view.now);
    if (late)
      ++overdue;
    else if (c.state == CaseState::accepted)
      ++accepted;
    else if (!is_closed(c))
      ++(c.due == 0 ? undated : dated);
    unverified = unverified || has_unverified(line);
    // What is late is never folded away.
    if (!all && style.people && !late && shown >= kMostShown) continue;
    write_line(out, paint, line, view.posture, view.now);
    ++shown;
  }
  if (shown < view.lines.size()) {
    out += paint.in(Ink::dim, "and " + number(view.lines.size() - shown, paint.people()) +
                                  " more (--all lists them)") +
           "\n\n";
  }
  if (unverified) {
    out += paint.fact(0, "", 0,
                      "The start of the clock and the hours of forensic steps come from secondary "
                      "accounts of BOD 26-04; they are not verified in the primary text.");
  }
  const std::string dot = paint.plain(" · ");
  out +=
      paint.in(overdue > 0 ? Ink::bad : Ink::bold, number(overdue, paint.people()) + " overdue") +
      dot + number(dated, paint.people()) + " due later" + dot + number(undated, paint.people()) +
      " without a date" + dot + number(accepted, paint.people()) + " accepted";
  if (view.closed > 0) {
    out += dot + number(view.closed, paint.people()) + " closed (--all lists them)";
  }
  return out + "\n";
}

std::string clock_case(const ClockLine& line, base::Millis now, const TerminalStyle& style) {
  constexpr std::size_t kWide = 13;
  const Paint paint(style);
  const record::Case& c = line.known;
  std::string out = paint.in(urgency(c, now), time_left(c, now)) + "  " +
                    paint.in(Ink::bold, one_line(c.advisory)) + "  " +
                    one_line(decide::component_title(c.component)) + "\n";
  if (!c.summary.empty()) out += paint.fact(2, "what", kWide, one_line(c.summary));
  out += paint.fact(2, "system", kWide, one_line(c.system_name) + " (" + one_line(c.system) + ")");
  out += paint.fact(2, "component", kWide, one_line(c.component));
  out += paint.fact(
      2, "state", kWide,
      std::string(state_word(c.state)) + (c.until == 0 ? "" : " until " + minute(c.until)));
  if (!is_closed(c)) out += paint.fact(2, "fix", kWide, remedy(line));
  out += paint.fact(2, "seen", kWide,
                    "first " + minute(c.first_seen) + ", last " + minute(c.last_seen));
  out += paint.fact(2, "case", kWide, c.id);
  for (const std::string& doubt : line.doubts) out += paint.fact(2, "doubt", kWide, doubt);

  if (line.decision) {
    const decide::Table* table = decide::table(line.decision->table);
    out += "\n" + paint.in(Ink::bold, c.outcome) + "  " +
           (table == nullptr ? line.decision->table : table->title + " " + table->version) +
           ", row " + std::to_string(line.decision->row) + "\n";
    std::size_t wide = 0;
    for (const decide::Input& input : line.decision->inputs)
      wide = std::max(wide, width(input.key));
    for (const decide::Input& input : line.decision->inputs) {
      out += paint.fact(2, input.key, wide + 4,
                        input.value + paint.plain(" · ") + one_line(input.source) +
                            (input.assumed ? ", assumed: " + input.why : ""));
    }
  }
  out += "\n" + paint.in(Ink::bold, "Clock") + "\n";
  std::size_t wide = 0;
  for (const ClockStep& one : line.steps) wide = std::max(wide, width(one.step.what));
  const std::size_t at = std::max(wide + 4, kWide);
  out += paint.fact(2, "start", at,
                    minute(c.start) + ", " + line.clock.start_reason +
                        " (counting from the earlier of the two: not verified)");
  if (c.due == 0) out += paint.fact(2, "due", at, "no date: with the next upgrade");
  for (const ClockStep& one : line.steps) {
    std::string text = "by " + minute(one.step.due);
    if (one.done && !one.by.empty()) {
      text = "done " + minute(one.at) + " by " + one_line(one.by);
    } else if (one.done) {
      text += ", done";
    } else if (c.state != CaseState::accepted) {
      text += one.step.due < now ? ", overdue by " + span_of(now - one.step.due)
                                 : ", " + span_of(one.step.due - now) + " left";
    }
    if (!one.step.how.empty()) text += paint.plain(" · ") + one.step.how;
    if (one.step.verified == "no") text += " (not verified)";
    out += paint.fact(2, one.step.what, at, text);
  }
  out += "\n" + paint.in(Ink::bold, "History") + "\n";
  const auto shown = [](const std::string& text) {
    const auto time = base::parse_utc(text);
    return time ? minute(*time) : one_line(text);
  };
  for (const record::CaseChange& change : line.history) {
    std::string text = change.what + " " + shown(change.before) +
                       (change.before.empty() ? "" : paint.plain(" → ")) + shown(change.after) +
                       ", " + one_line(change.by);
    if (!change.reason.empty()) text += ": " + one_line(change.reason);
    out += paint.fact(2, minute(change.at), 24, text);
  }
  return out;
}

}  // namespace bartizan::report

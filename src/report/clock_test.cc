// What clock, exposure, ssvc and vex list say: order, schemas, calendars, and hostile names.
#include "report/clock.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "report/ssvc.h"
#include "report/text.h"
#include "report/vex.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

namespace decide = assure::decide;
using record::CaseState;

constexpr base::Millis kHour = 3'600'000, kDay = 24 * kHour;
const std::string kHostile = "\x1b[2Jrm\n\xe2\x80\xae\xff<b>,;\\";

base::Millis day(const char* text) { return base::parse_utc(text).value(); }
const base::Millis kNow = day("2026-11-28") + 5 * kHour;

record::Case made(const char* advisory, const char* added, bool exposed, bool automatable,
                  base::Millis seen, const std::string& name = "llm-gateway") {
  decide::Weakness w;
  w.system = "found_" + name;
  w.system_name = name;
  w.component = "pkg:pypi/litellm@1.82.0";
  w.advisory = advisory;
  w.summary = "SQL injection in " + name;
  w.fixed_in = "1.83.7";
  if (added != nullptr) {
    w.kev = record::KevEntry();
    if (*added != '\0') w.kev->added = day(added);
  }
  w.ssvc = record::SsvcPoints();
  w.ssvc->automatable = automatable ? "yes" : "no";
  w.ssvc->technical_impact = "total";
  return decide::case_of(w, record::Exposure{w.system, exposed, "A. Person", "", seen}, nullptr,
                         seen);
}

std::vector<record::Case> some_cases() {
  std::vector<record::Case> cases{
      made("CVE-2026-1", nullptr, false, false, kNow - kDay),         // on upgrade
      made("CVE-2026-42208", "2026-05-08", true, true, kNow - kDay),  // long overdue
      made("CVE-2026-3", "2026-11-27", true, true, kNow - 2 * kHour),
      made("CVE-2026-4", nullptr, true, false, kNow - kDay),  // 14 days
      made("CVE-2026-5", nullptr, true, true, kNow - kDay),
      made("CVE-2026-6", nullptr, true, true, kNow - kDay)};
  cases[4].state = CaseState::accepted;
  cases[4].until = kNow + 30 * kDay;
  cases[5].state = CaseState::fixed;
  return cases;
}

std::vector<ClockLine> lines_of(const std::vector<record::Case>& cases) {
  const std::vector<Handle> handles = handles_of(cases);
  std::vector<ClockLine> lines;
  for (const record::Case& c : cases) {
    lines.push_back(clock_line(
        c, {{c.id, c.first_seen, "bartizan", "state", "", "open", "first seen"}}, handles, kNow));
  }
  sort_by_urgency(lines, kNow);
  return lines;
}

TEST_CASE("a handle is as short as it may be, and no other id begins with it") {
  rc::check([] {
    const auto ids = *rc::gen::unique<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::element('a', 'b')));
    std::vector<record::Case> cases(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) cases[i].id = "case_" + ids[i];
    const std::vector<Handle> handles = handles_of(cases);
    RC_ASSERT(handles.size() == cases.size());
    for (const record::Case& c : cases) {
      const std::string handle = clock_line(c, {}, handles, kNow).handle;
      const auto begin_with = [&](std::string_view text) {
        return std::ranges::count_if(
            cases, [&](const record::Case& other) { return other.id.starts_with(text); });
      };
      RC_ASSERT(c.id.starts_with(handle));
      RC_ASSERT(handle == c.id || begin_with(handle) == 1);
      // "case_" and six are shown even where fewer would do.
      const std::string shorter = handle.substr(0, handle.size() - 1);
      RC_ASSERT(handle.size() <= 11 || begin_with(shorter) > 1);
    }
  });
}

TEST_CASE("overdue first, then by due time, closed last") {
  const auto lines = lines_of(some_cases());
  std::vector<std::string> order;
  for (const ClockLine& line : lines) order.push_back(line.known.advisory);
  CHECK(order == std::vector<std::string>{"CVE-2026-42208", "CVE-2026-3", "CVE-2026-4",
                                          "CVE-2026-1", "CVE-2026-5", "CVE-2026-6"});
  CHECK(is_overdue(lines[0].known, kNow));
  CHECK_FALSE(is_overdue(lines[1].known, kNow));
  for (const ClockLine& line : lines) {
    std::size_t begins = 0;
    for (const ClockLine& other : lines)
      begins += other.known.id.starts_with(line.handle) ? 1U : 0U;
    CHECK(begins == 1);
  }
}

TEST_CASE("what is said about a case") {
  const auto lines = lines_of(some_cases());
  ClockView view;
  view.lines = lines;
  view.now = kNow;
  view.closed = 2;
  const std::string text = clock(view, {}, true);
  const auto has = [&](const char* words) { return text.find(words) != std::string::npos; };
  CHECK(has("overdue by 201 days  CVE-2026-42208  litellm 1.82.0  in llm-gateway\n"));
  CHECK(has("by 2026-05-11 00:00 UTC: to 1.83.7 or later"));
  CHECK(
      has("3 days & forensic investigation: in KEV since 2026-05-08, exposed, automatable, total "
          "impact"));
  CHECK(has("not verified in the primary text"));
  CHECK(has("no date  CVE-2026-1"));
  CHECK(has("accepted until 2026-12-28  CVE-2026-5"));
  CHECK(
      has("1 overdue · 2 due later · 1 without a date · 1 accepted · 2 closed (--all lists them)"));
  TerminalStyle narrow{true, false, true, 80};
  for (const std::string& line : {clock(view, narrow, true), clock_case(lines[0], kNow, narrow)}) {
    CHECK(line.find("\xc2\xb7") == std::string::npos);
  }
  const std::string one = clock_case(lines[0], kNow, {});
  CHECK(one.find("row 15") != std::string::npos);
  CHECK(one.find("A. Person, 2026-11-27") != std::string::npos);
  CHECK(one.find("(not verified)") != std::string::npos);
  CHECK(one.find("first seen") != std::string::npos);
}

TEST_CASE("durations") {
  CHECK(span_of(-5) == "0 minutes");
  CHECK(span_of(61'000) == "1 minute");
  CHECK(span_of(kHour) == "1 hour");
  CHECK(span_of(kHour + 120'000) == "1 hour 2 minutes");
  CHECK(span_of(kDay + 4 * kHour) == "1 day 4 hours");
  CHECK(span_of(201 * kDay + kHour) == "201 days");
}

TEST_CASE("forensic steps are done when somebody said so") {
  const record::Case c = made("CVE-2026-3", "2026-11-27", true, true, kNow);
  const ClockLine line =
      clock_line(c, {{c.id, kNow, "A. Person", "step", "", "scope", "one host"}}, {}, kNow);
  REQUIRE(line.steps.size() == 4);
  CHECK(line.steps[0].done);
  CHECK(line.steps[0].by == "A. Person");
  CHECK_FALSE(line.steps[1].done);
}

TEST_CASE("lines that read the same say where") {
  const std::vector<record::Case> cases{made("CVE-2026-3", "2026-11-27", true, true, kNow)};
  auto lines = lines_of(cases);
  lines[0].where = "/srv/a";
  ClockView view;
  view.lines = lines;
  view.now = kNow;
  CHECK(clock(view, {}, true).find("in llm-gateway (/srv/a)\n") != std::string::npos);
  CHECK(clock_ics(view, true).find("(/srv/a)") != std::string::npos);
}

TEST_CASE("a weakness that is gone leaves its forensic steps") {
  record::Case c = made("CVE-2026-3", "2026-11-27", true, true, kNow);
  c.state = CaseState::fixed;
  CHECK(has_open_steps(clock_line(c, {}, {}, kNow)));
  std::vector<record::CaseChange> history;
  for (const ClockStep& one : clock_line(c, {}, {}, kNow).steps) {
    if (one.step.what != "remediate") {
      history.push_back({c.id, kNow, "A. Person", "step", "", one.step.what, ""});
    }
  }
  CHECK_FALSE(has_open_steps(clock_line(c, history, {}, kNow)));
}

TEST_CASE("machine forms fit their schemas") {
  const std::string folder = BARTIZAN_SOURCE_DIR "/docs/schemas/";
  std::vector<record::Case> cases = some_cases();
  cases.push_back(made("CVE-2026-7", "", true, true, kNow, kHostile));
  cases.back().kev_added = kNow + 40 * kDay;
  const auto lines = lines_of(cases);
  ClockView view;
  view.lines = lines;
  view.now = kNow;
  tests::SchemaCheck clocks(folder + "clock-1.schema.json"), one(folder + "case-1.schema.json");
  for (const bool reproducible : {false, true}) {
    CHECK(clocks.problem(clock_json(view, {reproducible, true})) == "");
    for (const ClockLine& line : lines) {
      CHECK(one.problem(clock_case_json(line, kNow, {reproducible, false})) == "");
    }
  }
  CHECK(clock_json(view, {true, true}).find("seconds_left") == std::string::npos);
  CHECK(clock_json(view, {}).find("in the future") != std::string::npos);

  tests::SchemaCheck tables(folder + "ssvc-tables-1.schema.json");
  CHECK(tables.problem(ssvc_tables_json(decide::tables(), {})) == "");
  tests::SchemaCheck exposure(folder + "exposure-1.schema.json");
  const std::vector<ExposureLine> systems{
      {"found_a", kHostile, "/srv/" + kHostile, "", {{"found_a", true, kHostile, kHostile, kNow}}},
      {"found_b", "b", "/srv/b", "system_1", {}}};
  CHECK(exposure.problem(exposures_json(systems, {})) == "");
  CHECK(exposures(systems, {}, true).find("nobody said  b") != std::string::npos);
  tests::SchemaCheck vex(folder + "vex-1.schema.json");
  record::VexStatement s;
  s.vulnerability = s.impact = s.author = kHostile;
  s.products = {kHostile, "pkg:pypi/a"};
  CHECK(vex.problem(vex_statements_json(std::span(&s, 1), {})) == "");
  for (const std::string& text :
       {vex_statements(std::span(&s, 1), {}, true), exposures(systems, {}, true),
        clock(view, {}, true), clock_case(lines.front(), kNow, {})}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  }
}

TEST_CASE("a spreadsheet takes no cell for a formula") {
  std::vector<record::Case> cases{made("CVE-2026-7", nullptr, true, true, kNow, "=cmd|' /C'!A1")};
  cases[0].summary = "one, \"two\"";
  const auto lines = lines_of(cases);
  ClockView view;
  view.lines = lines;
  view.now = kNow;
  const std::string csv = clock_csv(view);
  CHECK(csv.find(",'=cmd|' /C'!A1,") != std::string::npos);
  CHECK(csv.ends_with("\"one, \"\"two\"\"\"\r\n"));
}

// RFC 5545: lines end in CRLF, none is longer than 75 octets, and none is cut inside a character.
TEST_CASE("calendars") {
  std::vector<record::Case> cases = some_cases();
  std::string name = kHostile;
  for (int i = 0; i < 40; ++i) name += "\xc3\xa4\xe6\xbc\xa2";
  cases.push_back(made("CVE-2026-8", "2026-11-27", true, true, kNow, name));
  const auto lines = lines_of(cases);
  ClockView view;
  view.lines = lines;
  view.now = kNow;
  const std::string text = clock_ics(view, false);
  std::string unfolded;
  std::size_t begins = 0, alarms = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find("\r\n");
    REQUIRE(end != rest.npos);
    const std::string_view line = rest.substr(0, end);
    CHECK(line.size() <= 75);
    CHECK(line.find_first_of("\r\n") == line.npos);
    const bool folded = line.starts_with(" ");
    const std::string_view body = folded ? line.substr(1) : line;
    CHECK((body.empty() || (static_cast<unsigned char>(body[0]) & 0xc0) != 0x80));
    unfolded += (folded ? "" : "\n") + std::string(body);
    begins += line == "BEGIN:VEVENT" ? 1U : 0U;
    alarms += line == "BEGIN:VALARM" ? 1U : 0U;
    rest.remove_prefix(end + 2);
  }
  CHECK(unfolded.starts_with("\nBEGIN:VCALENDAR\nVERSION:2.0\nPRODID:"));
  CHECK(unfolded.ends_with("\nEND:VCALENDAR"));
  // Six cases with a date, three of them with three steps each, and the end of an acceptance.
  CHECK(begins == 6 + 3 * 3 + 1);
  std::size_t past = 0, cancelled = 0;
  for (const ClockLine& line : lines) {
    const record::Case& c = line.known;
    if (c.due == 0) continue;
    const bool closed = is_closed(c) || c.state == CaseState::accepted;
    cancelled += closed ? 1U : 0U;
    past += !closed && c.due - kDay <= kNow ? 1U : 0U;
    for (const ClockStep& one : line.steps) {
      if (one.step.what == "remediate") continue;
      cancelled += is_closed(c) ? 1U : 0U;
      past += !is_closed(c) && one.step.due - kHour <= kNow ? 1U : 0U;
    }
  }
  CHECK(past > 0);
  CHECK(alarms == begins - cancelled - past);  // nobody can be called in time any more
  CHECK(unfolded.find("-accepted@bartizan\n") != std::string::npos);
  const std::string id = made("CVE-2026-42208", "2026-05-08", true, true, kNow).id;
  CHECK(unfolded.find("\nUID:" + id + "@bartizan\n") != std::string::npos);
  CHECK(unfolded.find("\nUID:" + id + "-volatile-evidence@bartizan\n") != std::string::npos);
  CHECK(unfolded.find("\nDTSTART:20260511T000000Z\n") != std::string::npos);
  CHECK(unfolded.find("\nSTATUS:CANCELLED") != std::string::npos);
  CHECK(unfolded.find("rm\\\\n") != std::string::npos);  // the name's line break, shown
  CHECK(unfolded.find("<b>\\,\\;") != std::string::npos);
  CHECK(clock_ics(view, true) == clock_ics(view, true));
}

TEST_CASE("tables and decisions for people") {
  const decide::Table& bod = *decide::table("bod-26-04");
  CHECK(ssvc_tables(decide::tables(), {})
            .find("coordinator-triage  Coordinator Triage 1.0.0, 192 rows") != std::string::npos);
  CHECK(ssvc_table(bod, {}).find("in-kev") != std::string::npos);
  const std::vector<decide::Input> inputs{{"in-kev", "yes", "given", false, ""},
                                          {"publicly-exposed", "no", "given", false, ""},
                                          {"automatable", "yes", "given", false, ""},
                                          {"technical-impact", "total", "given", false, ""}};
  const auto decision = decide::decide(bod, inputs);
  REQUIRE(decision);
  const std::string text = ssvc_decision(bod, *decision, {});
  CHECK(text.starts_with("3 days & forensic investigation  CISA BOD 26-04 1.0.0, row 13\n"));
  CHECK(text.find("within 2 hours of the listing in KEV") != std::string::npos);
  CHECK(text.find("(not verified)") != std::string::npos);
}

}  // namespace
}  // namespace bartizan::report

#include "use/inventory/deadlines.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "base/escape.h"

namespace bartizan::use {
namespace {

record::UseCase waived(std::string granted) {
  record::UseCase use_case;
  use_case.id = "system_x";
  use_case.fields = {{"use_case_name", "Sorter; of mail", record::Treatment::kept, {}},
                     {"hi_testing_conducted", "CAIO Waived", record::Treatment::kept, {}}};
  if (!granted.empty()) {
    use_case.fields.push_back(
        {"waiver_granted", std::move(granted), record::Treatment::declared, {}});
  }
  return use_case;
}

const Deadline* find(const std::vector<Deadline>& all, std::string_view id) {
  const auto at = std::ranges::find(all, id, &Deadline::id);
  return at == all.end() ? nullptr : &*at;
}

TEST_CASE("dates of the cycle, in order, with how sure they are") {
  const auto all = deadlines({}, "2026-02-01");
  const Deadline* due = find(all, "omb-2025-public");
  REQUIRE(due != nullptr);
  CHECK(due->date == "2026-01-28");
  CHECK(due->past);
  CHECK_FALSE(find(all, "m-25-21-practices")->past);
  for (const Deadline& one : all) CHECK_FALSE(one.verified.empty());
  CHECK(std::ranges::is_sorted(all, {}, &Deadline::date));
}

TEST_CASE("a waiver starts its clocks") {
  const std::vector<record::UseCase> cases{waived("2026-01-15")};
  const auto all = deadlines(cases, "2026-03-01");
  CHECK(find(all, "waiver-report/system_x")->date == "2026-02-14");
  CHECK(find(all, "waiver-report/system_x")->past);
  CHECK(find(all, "waiver-review/system_x")->date == "2027-01-15");
  // A yearly clock shows its next turn.
  CHECK(find(deadlines(cases, "2028-01-01"), "waiver-review/system_x")->date == "2028-01-15");
  const std::vector<record::UseCase> unknown{waived("")};
  const auto open = deadlines(unknown, "2026-03-01");
  CHECK(open.back().date.empty());
  CHECK(open.back().what.find("waiver_granted") != std::string::npos);
  CHECK(deadlines_ics(open, 0).find("waiver-report") == std::string::npos);
}

TEST_CASE("calendar lines fold at 75 octets and cut no character") {
  rc::check([](std::string title) {
    title = base::escape_name(title) + "\xE2\x80\x93\xC3\xA9; a, b\\\n";
    const std::vector<Deadline> one{
        {"x", title + title + title, "2026-04-03", title, "s", "no", {}, {}, false}};
    const std::string ics = deadlines_ics(one, 0);
    std::string unfolded;
    std::string_view rest = ics;
    while (!rest.empty()) {
      const std::size_t end = rest.find("\r\n");
      RC_ASSERT(end != rest.npos);
      const std::string_view line = rest.substr(0, end);
      RC_ASSERT(line.size() <= 75U);
      RC_ASSERT(base::is_utf8(line));
      RC_ASSERT(line.find('\n') == line.npos);
      unfolded += line.starts_with(' ') ? std::string(line.substr(1)) : "\n" + std::string(line);
      rest.remove_prefix(end + 2);
    }
    RC_ASSERT(unfolded.find("DTSTART;VALUE=DATE:20260403\nDTEND;VALUE=DATE:20260404\n") !=
              unfolded.npos);
    RC_ASSERT(unfolded.find("DTSTAMP:19700101T000000Z") != unfolded.npos);
    RC_ASSERT(unfolded.find("\\; a\\, b\\\\\\n") != unfolded.npos);
  });
}

}  // namespace
}  // namespace bartizan::use

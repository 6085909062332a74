// The table of systems and requirements in all of its forms.
#include "report/systems_table.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "report/sample_test.h"
#include "report/text.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

using record::Status;

constexpr TerminalStyle kPeople{.people = true, .color = false, .ascii = false, .columns = 100};
constexpr base::Millis kNow = 1'795'824'000'000;  // 2026-11-28T00:00:00Z
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

struct Table {
  const assure::assess::Framework& framework = *assure::assess::framework("guidelines");
  std::vector<SystemStanding> systems;
  std::vector<assure::assess::RollUp> requirements{framework.requirements.size()};

  void add(std::string_view id, std::string_view name, std::string_view letters,
           base::Millis read) {
    SystemStanding& system = systems.emplace_back();
    system.id = id;
    system.name = name;
    system.owner = "A. Person";
    system.read = read;
    for (std::size_t k = 0; k < framework.requirements.size(); ++k) {
      constexpr std::string_view kLetters = "mpx?-";  // by record::Status
      const auto status = static_cast<Status>(kLetters.find(letters[k % letters.size()]));
      system.statuses.push_back(status);
      requirements[k].add(id, name, status, "why", 0);
    }
  }
  SystemsView view() const {
    SystemsView view{&framework, kNow, systems, requirements, {}};
    view.fresh.was_read = true;
    view.fresh.files = 6;
    view.fresh.oldest = kNow - kDay;
    return view;
  }
};

Table three() {
  Table table;
  table.add("found_b", "booby trapped with a name that is longer than there is room", "x?pm", kNow);
  table.add("found_c", "clinic-triage", "m?pm-", kNow - kDay);
  table.add("system_a", "a declared use case", "?", 0);
  return table;
}

TEST_CASE("the table shows a sign for each system and requirement, and who holds it back") {
  CHECK(sample::matches_golden("assess.systems.txt", systems_table(three().view(), {kPeople})));
  SystemsOptions quiet;
  quiet.quiet = true;
  CHECK(systems_table(three().view(), quiet).find("\x1b") == std::string::npos);
  CHECK(sample::matches_golden("assess.systems.csv", systems_table_csv(three().view())));
}

TEST_CASE("a wide framework is cut into tables that fit, a long list to its worst") {
  Table table;
  for (int i = 0; i < 60; ++i) table.add("found_x", "service", "x", kNow);
  const std::string some = systems_table(table.view(), {{.people = true, .columns = 60}});
  CHECK(some.find("the worst 50 of 60 systems (--all shows every one)") != std::string::npos);
  for (std::size_t at = 0; at < some.size();) {
    const std::size_t end = std::min(some.find('\n', at), some.size());
    const std::string_view line = std::string_view(some).substr(at, end - at);
    if (line.starts_with("service") || line.starts_with("all systems")) CHECK(width(line) <= 60);
    at = end + 1;
  }
  SystemsOptions all;
  all.all = true;
  CHECK(systems_table(table.view(), all).find("the worst") == std::string::npos);
}

TEST_CASE("the machine forms say the same, and fit their schema") {
  const std::string text = systems_table_json(three().view());
  CHECK(tests::SchemaCheck(BARTIZAN_SOURCE_DIR "/docs/schemas/assess-systems-1.schema.json")
            .problem(text) == "");
  CHECK(text.find("\"unmet for 1 of 3 systems: ") != std::string::npos);
  CHECK(systems_table_json(three().view(), {.reproducible = true}).find("2026-11") ==
        std::string::npos);
}

TEST_CASE("names from files are inert in every form") {
  Table table;
  table.add("found_a", "=cmd()<script>alert(1)</script>\x1b[31m\n", "x", kNow);
  const std::string page = systems_table_html(table.view());
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("&lt;script") != std::string::npos);
  CHECK(systems_table(table.view(), {kPeople}).find('\x1b') == std::string::npos);
  CHECK(systems_table_csv(table.view()).find("\n\"=cmd") == std::string::npos);
  CHECK(systems_table_csv(table.view()).find(",=cmd") == std::string::npos);
}

TEST_CASE("without systems nothing is met") {
  const Table none;
  CHECK(systems_table(none.view(), {}).find("no system is known") != std::string::npos);
  CHECK(systems_table_json(none.view()).find("\"status\": \"met\"") == std::string::npos);
  CHECK(systems_table_csv(none.view()).find(",met\n") == std::string::npos);
}

}  // namespace
}  // namespace bartizan::report

#include "use/inventory/normalise.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "use/inventory/dates.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Treatment;

struct DateCase {
  const char* text;
  const char* value;
  Treatment treatment;
};

TEST_CASE("dates in the shapes that agencies write") {
  constexpr auto kept = Treatment::kept, recoded = Treatment::recoded, guessed = Treatment::guessed;
  for (const DateCase& one : {
           DateCase{"2025-01-31", "2025-01-31", kept},
           {"2025-01", "2025-01", kept},
           {"2020", "2020", kept},
           {"2022-01-10 00:00:00", "2022-01-10", recoded},
           {"2022-01-10T09:30:00Z", "2022-01-10", recoded},
           {"2025/1/31", "2025-01-31", recoded},
           {"20250131", "2025-01-31", recoded},
           {"01/19/2024 00:00:00", "2024-01-19", recoded},
           {"09/24/2024 12:00:00 AM", "2024-09-24", recoded},
           {"1/30/2026", "2026-01-30", recoded},
           {"7/1/2024", "2024-07-01", guessed},
           {"9/1/2019 0:00", "2019-09-01", guessed},
           {"31/1/2025", "2025-01-31", recoded},
           {"31.1.2025", "2025-01-31", recoded},
           {"01/2024", "2024-01", recoded},
           {"Jan-25", "2025-01", guessed},
           {"22-Jul", "2022-07", guessed},
           {"Sept. 2023", "2023-09", recoded},
           {"January 2025", "2025-01", recoded},
           {"January 31, 2025", "2025-01-31", recoded},
           {"31 January 2025", "2025-01-31", recoded},
           {"31-Jan-25", "2025-01-31", guessed},
           {"Q2 2024", "2024-04", guessed},
           {"2024 Q2", "2024-04", guessed},
           {"Q4FY25", "2025-07", guessed},
           {"FY25 Q1", "2024-10", guessed},
           {"FY2025", "2025", guessed},
           {"mid 2024", "2024", guessed},
           {"45231", "2023-11-01", guessed},
           {"45231.5", "2023-11-01", guessed},
           {"2022-11-16 (first formal action)", "2022-11-16", guessed},
           {" 2020\xC2\xA0", "2020", kept},
       }) {
    CAPTURE(one.text);
    const auto date = read_date(one.text);
    REQUIRE(date.has_value());
    CHECK(date->value == one.value);
    CHECK(date->treatment == one.treatment);
  }
  for (const char* text : {"", "N/A", "TBD", "10/12023", "2015-2022", "Pre-2021", "2025-02-30",
                           "13/13/2024", "Ongoing", "12345678901234567890", "1/2/3/4", "Jan",
                           "Q5 2024", "99999", "2025-13", "24:00", "0000", "4/31/2024"}) {
    CAPTURE(text);
    CHECK_FALSE(read_date(text).has_value());
  }
}

TEST_CASE("a written date is a date, and the same one") {
  rc::check([] {
    const auto day = *rc::gen::inRange<std::int64_t>(-7000, 47'000);
    const std::string text = date_of_day(day);
    const auto read = read_date(text);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->value == text);
    RC_ASSERT(day_number(text) == day);
  });
}

TEST_CASE("no text makes the readers fail") {
  const SchemaField* fields[] = {
      find_schema("omb-2025")->field("operational_date"),
      find_schema("omb-2025")->field("demographic_features"),
      find_schema("omb-2025")->field("development_stage"),
      find_schema("omb-2025")->field("has_pii"),
  };
  rc::check([&](const std::string& text) {
    for (const SchemaField* field : fields) {
      const Normal once = normalise(*field, text);
      // What was understood is understood again as itself.
      if (once.treatment != Treatment::left) {
        RC_ASSERT(normalise(*field, once.value).value == once.value);
      } else {
        RC_ASSERT(once.value == trim_blank(text));
      }
    }
  });
}

TEST_CASE("list literals") {
  std::vector<std::string> items;
  CHECK(read_list_literal(R"(['a', "b"])", items));
  CHECK(items == std::vector<std::string>{"a", "b"});
  CHECK(read_list_literal(R"(["it's", 'say "x"', 'a\'b'])", items));
  CHECK(items == std::vector<std::string>{"it's", "say \"x\"", "a'b"});
  CHECK(read_list_literal("[]", items));
  CHECK(items.empty());
  for (const char* text : {"[a]", "['a'", "['a' 'b']", "a", "", "['a\\"}) {
    CAPTURE(text);
    CHECK_FALSE(read_list_literal(text, items));
  }
}

TEST_CASE("answers of other years, agencies and encodings") {
  const Schema& schema = *find_schema("omb-2025");
  const auto value = [&](std::string_view field, std::string_view raw) {
    return normalise(*schema.field(field), raw);
  };
  CHECK(value("development_stage", "Operation and Maintenance") ==
        Normal{"Deployed", Treatment::recoded});
  CHECK(value("development_stage", "Sandbox") == Normal{"Pre-deployment", Treatment::guessed});
  CHECK(value("development_stage", "b)  b)  Pilot \xE2\x80\x93 in a limited test") ==
        Normal{"Pilot", Treatment::recoded});
  CHECK(value("development_stage", "Pilotage") == Normal{"Pilotage", Treatment::left});
  CHECK(value("demographic_features", "['b) Sex', 'c) Age']") ==
        Normal{"Sex; Age", Treatment::recoded});
  CHECK(value("demographic_features", "Age, Sex/Gender") == Normal{"Sex; Age", Treatment::guessed});
  CHECK(value("demographic_features", "c) Age I) Other") ==
        Normal{"Age; Other", Treatment::recoded});
  CHECK(value("demographic_features", "Age and Sex") == Normal{"Age and Sex", Treatment::left});
  CHECK(value("demographic_features", "[]") == Normal{"", Treatment::kept});
  CHECK(value("has_pii", " No ") == Normal{"No", Treatment::kept});
  CHECK(value("has_pii", "Yes (incidental)") == Normal{"Yes", Treatment::guessed});
  CHECK(value("has_pii", "n/a") == Normal{"N/A", Treatment::recoded});
}

}  // namespace
}  // namespace bartizan::use

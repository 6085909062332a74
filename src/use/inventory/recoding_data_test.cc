// The publisher's own recodings of 2025 are what the normaliser does: both sides of every one of
// its rules come out as the same value.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "text/csv.h"
#include "text/decode.h"
#include "use/inventory/import_test.h"
#include "use/inventory/normalise.h"
#include "use/inventory/schema.h"
#include "use/inventory/words.h"

namespace bartizan::test {
namespace {

// The report's table writes a no-break space as \xa0 and has editor's notes in brackets.
std::string value_of(std::string text) {
  if (const std::size_t note = text.find("\\(Note:"); note != text.npos) text.erase(note);
  for (std::size_t at; (at = text.find("\\xa0")) != text.npos;) text.replace(at, 4, "\xC2\xA0");
  return text;
}

template <typename Each>
void each_rule(const std::string& file, Each each) {
  text::read_csv(text::decode(inventory_file(file)).text, ',', [&](const text::CsvRecord& record) {
    if (record.number > 1 && record.cells.size() >= 3) {
      each(record.cells[0], value_of(record.cells[1]), value_of(record.cells[2]));
    }
    return true;
  });
}

TEST_CASE("every recoding of the report") {
  const use::Schema& schema = *use::find_schema("omb-2025");
  int rules = 0;
  each_rule("2025_value_recoding.csv",
            [&](const std::string& column, const std::string& from, const std::string& to) {
              CAPTURE(column);
              CAPTURE(from);
              const use::SchemaField* field = schema.field(column);
              REQUIRE(field != nullptr);
              const use::Normal normal = use::normalise(*field, from);
              CHECK(normal.value == use::normalise(*field, to).value);
              CHECK(normal.treatment != record::Treatment::left);
              // What the form offers comes out as one of its answers.
              const bool offered = field->has_value(normal.value);
              if (!field->values.empty() && field->type == use::FieldType::one_of) {
                CHECK((offered || normal.value == to));
              }
              ++rules;
            });
  CHECK(rules == 179);
}

TEST_CASE("every recoding of the report on commercial products") {
  const use::Schema& schema = *use::find_schema("omb-2025-cots");
  int rules = 0;
  each_rule("2025_value_recoding_cots.csv",
            [&](const std::string& column, const std::string& from, const std::string& to) {
              CAPTURE(column);
              CAPTURE(from);
              ++rules;
              const use::SchemaField* field = nullptr;
              for (const use::SchemaField& one : schema.fields) {
                for (const std::string& header : one.squeezed) {
                  if (header == use::squeeze(column)) field = &one;
                }
              }
              REQUIRE(field != nullptr);
              if (from == "Field Left Blank") {
                // Decided by what else the row says; below.
                CHECK(field->blank_fields.size() == 2);
              } else if (from.starts_with("5001")) {
                // Three bands in one cell of the report.
                for (const char* band : {"5001-10;000", "10;000-50;000", "50;000+"}) {
                  std::string comma = band;
                  std::ranges::replace(comma, ';', ',');
                  CHECK(use::normalise(*field, band).value == comma);
                }
              } else if (to == "Blank Field") {
                for (const char* dash : {"-", "\xE2\x80\x94"}) {
                  CHECK(use::normalise(*field, dash).value.empty());
                }
              } else {
                CHECK(use::normalise(*field, from).value == use::normalise(*field, to).value);
              }
            });
  CHECK(rules == 11);
}

TEST_CASE("a blank answer of the commercial form follows from its row") {
  const auto result = import_bytes(
      "Agency,AI Use Case,Agency Use (Y/N)?,Name of Commercial Product or Service Used,Estimated # "
      "of Licenses/Users\nA,Generating code using AI.,,,\nA,Using AI-assisted tools,,Copilot,\n"
      "A,Planning,,-,\n",
      "cots.csv");
  REQUIRE(result.import.schema == "omb-2025-cots");
  REQUIRE(result.use_cases.size() == 3);
  CHECK(result.use_cases[0].value("agency_use") == "N");
  CHECK(result.use_cases[1].value("agency_use") == "Y");
  CHECK(result.use_cases[2].value("agency_use") == "N");
  CHECK(result.use_cases[2].field("agency_use")->treatment == record::Treatment::recoded);
}

}  // namespace
}  // namespace bartizan::test

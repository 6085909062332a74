#include "use/inventory/assemble.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>

#include "text/csv.h"
#include "use/inventory/import_test.h"
#include "use/inventory/match.h"
#include "use/inventory/words.h"

namespace bartizan::test {
namespace {

using record::NoteLevel;
using record::Treatment;

constexpr std::string_view kHeader =
    "Use Case ID,Use Case Name,Bureau/Component,Stage of Development,Is the AI use case "
    "high-impact?,Date when AI use case became operational or the pilot\xE2\x80\x99s start date\n";

bool has_note(const use::ImportResult& result, std::string_view code, std::uint64_t row) {
  return std::ranges::any_of(result.import.notes, [&](const record::Note& note) {
    return note.code == code && note.line == row;
  });
}

TEST_CASE("a header is found below banners, whatever its encoding") {
  const auto result =
      import_bytes("SECTION 1: Use Case Identifiers,,,,,\n\n" + std::string(kHeader) +
                   "A-1,Sorter,IT,c)  Deployed \x96 in use,a) High-impact,Jan-25\n");
  CHECK(result.import.schema == "omb-2025");
  CHECK(result.import.header_row == 3);
  CHECK(result.import.preamble.size() == 2);
  REQUIRE(result.use_cases.size() == 1);
  const auto& use_case = result.use_cases[0];
  CHECK(use_case.row == 4);
  CHECK(use_case.value("development_stage") == "Deployed");
  CHECK(use_case.value("operational_date") == "2025-01");
  CHECK(use_case.field("operational_date")->treatment == Treatment::guessed);
  CHECK(use_case.cells.size() == 6);
  CHECK(has_note(result, "encoding", 4));
  CHECK(use_case.id.starts_with("system_"));
  CHECK(result.summary.recoded() == 2);
  CHECK(result.summary.guessed() == 1);
}

TEST_CASE("a header that stands several times belongs to the column before it") {
  const auto result = import_bytes(
      "Use Case Name,Agency,Agency Abbreviation,Bureau,Which if any demographic variables does the "
      "AI use case explicitly use as model features?,\"If Other, please explain.\",Has "
      "communication "
      "regarding the provisioning of your requested resources been timely?,\"If Other, please "
      "explain.\"\nA,B,C,D,Other,eyes,Other,late\n");
  CHECK(result.import.schema == "omb-2024");
  REQUIRE(result.use_cases.size() == 1);
  CHECK(result.use_cases[0].value("demographic_other") == "eyes");
  CHECK(result.use_cases[0].value("timely_other") == "late");
}

TEST_CASE("a malformed row is told with its place, and the others are imported") {
  const auto result = import_bytes(std::string(kHeader) +
                                   "A-1,One,IT,Pilot,no,2024\n"
                                   "A-2,Two,IT,Pilot,no,2024,surplus,\n"
                                   "\n"
                                   "A-3,Three\n"
                                   "A-4,\"Four,IT,Pilot,no,2024\nA-5,Five,IT,Pilot,no,2024\n");
  CHECK(result.use_cases.size() == 4);
  CHECK(result.summary.blank_rows == 1);
  CHECK(has_note(result, "ragged", 3));
  CHECK(has_note(result, "ragged", 5));
  CHECK(has_note(result, "unclosed-quote", 6));
  // Also the surplus cell is kept.
  CHECK(result.use_cases[1].cells.back().raw == "surplus");
  CHECK(result.use_cases[3].value("use_case_name").starts_with("Four,IT"));
}

TEST_CASE("a table that is no inventory keeps its cells and says so") {
  const auto result = import_bytes("colour,weight\nred,3\nblue,4\n");
  CHECK(has_note(result, "header", 1));
  CHECK(result.use_cases.size() == 2);
  CHECK(result.use_cases[1].cells[1].raw == "4");
  const auto empty = import_bytes("");
  CHECK(empty.use_cases.empty());
  const auto bogus = import_bytes(std::string(kHeader), "a.csv", {"omb-1999", {}, {}});
  CHECK(has_note(bogus, "schema", 0));
}

TEST_CASE("a home-made list goes to the generic form") {
  const auto result =
      import_bytes("Name;Owner;Status;Vendor\nBot;a@b.example;In production;Acme\n");
  CHECK(result.import.schema == "generic");
  REQUIRE(result.use_cases.size() == 1);
  CHECK(result.use_cases[0].value("development_stage") == "Deployed");
  CHECK(result.use_cases[0].field("development_stage")->treatment == Treatment::guessed);
}

TEST_CASE("the same file gives the same ids; equal rows are told apart") {
  const std::string bytes = std::string(kHeader) + "A-1,X,IT,Pilot,no,\nA-1,X,IT,Pilot,no,\n";
  const auto one = import_bytes(bytes), two = import_bytes(bytes);
  REQUIRE(one.use_cases.size() == 2);
  CHECK(one.use_cases[0].id == two.use_cases[0].id);
  CHECK(one.use_cases[0].id != one.use_cases[1].id);
  CHECK(one.import.id == two.import.id);
  // Another import of the same use case is another record: both can be kept.
  CHECK(import_bytes(bytes + "A-2,Y,IT,Pilot,no,\n").use_cases[0].id != one.use_cases[0].id);
  CHECK(one.summary.repeated_ids.at("A-1") == 2);
}

// Any table at all: a cell that is not empty is in the header, the preamble or a use case; rows
// that are left out are blank.
TEST_CASE("no cell is lost") {
  rc::check([] {
    const auto cell = rc::gen::oneOf(
        rc::gen::element<std::string>("", "", "A-1", "Use Case Name", "Use Case ID", "Bureau", " ",
                                      "x\ny", "a\"b", "a,b", "\xE2\x80\x93", "'", "=1+1", "Yes",
                                      "SECTION 1", "Stage of Development", "\xC2\xA0"),
        rc::gen::container<std::string>(rc::gen::inRange<char>(32, 127)));
    const auto table =
        *rc::gen::resize(20, rc::gen::container<std::vector<std::vector<std::string>>>(
                                 rc::gen::container<std::vector<std::string>>(cell)));
    std::string csv;
    std::map<std::string, int> cells;
    for (const auto& record : table) {
      const bool blank = std::ranges::all_of(
          record, [](const std::string& text) { return use::trim_blank(text).empty(); });
      for (std::size_t i = 0; i < record.size(); ++i) {
        if (i > 0) csv += ',';
        text::append_csv(csv, record[i]);
        if (!blank && !record[i].empty()) ++cells[record[i]];
      }
      csv += "\n";
    }
    // The delimiter is guessed from the text; this property is about what is kept.
    if (text::guess_delimiter(csv) != ',') RC_DISCARD("other delimiter");
    const auto result = import_bytes(csv);
    const auto take = [&](const std::string& text) {
      if (!text.empty() && !use::trim_blank(text).empty()) --cells[text];
      if (!text.empty() && use::trim_blank(text).empty() && cells.contains(text)) --cells[text];
    };
    for (const auto& record : result.import.preamble) std::ranges::for_each(record, take);
    std::ranges::for_each(result.import.headers, take);
    for (const auto& use_case : result.use_cases) {
      for (const auto& one : use_case.cells) take(one.raw);
    }
    for (const auto& [text, count] : cells) RC_ASSERT(count <= 0);
  });
}

}  // namespace
}  // namespace bartizan::test

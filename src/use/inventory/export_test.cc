#include "use/inventory/export.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "text/csv.h"
#include "use/inventory/import_test.h"

namespace bartizan::test {
namespace {

constexpr std::string_view kHeader =
    "agency,id,use_case_name,contact_email,is_withheld,development_stage,problem_solved,comment\n";

TEST_CASE("cells that a spreadsheet would run are marked, and restored") {
  for (const char* cell :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'", "''", "'=1",
        "\xEF\xBC\x9D"
        "1",
        " =1", "\xC2\xA0+1", "\xEF\xBB\xBF=1", "\xEF\xBB\xBF", "plain", "", "- bullet"}) {
    CAPTURE(cell);
    const std::string marked = use::neutralise_cell(cell);
    CHECK(use::restore_cell(marked) == cell);
    CHECK((marked.empty() || std::string("=+-@\t\r\n").find(marked[0]) == std::string::npos));
  }
  CHECK(use::neutralise_cell(" =1") == "' =1");
  CHECK(use::neutralise_cell("\xEF\xBB\xBF@a") == "'\xEF\xBB\xBF@a");
  rc::check([](const std::string& cell) {
    RC_ASSERT(use::restore_cell(use::neutralise_cell(cell)) == cell);
  });
}

TEST_CASE("an export that is imported again has every cell of the original") {
  rc::check([] {
    const auto cell = rc::gen::oneOf(
        rc::gen::element<std::string>("", "=1+1", "'=1+1", "''", "'", "-x", "a,b", "a\"b", "x\ny",
                                      "x\r\ny", " y ", "\tz", "@a", "\xE2\x80\x93", "a@b.example",
                                      "cells_marked_by_bartizan", "Yes - Disclosure Risk"),
        rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)));
    const auto rows = *rc::gen::container<std::vector<std::array<std::string, 8>>>(
        rc::gen::container<std::array<std::string, 8>>(cell));
    std::string csv(kHeader);
    for (const auto& row : rows) {
      csv += "A";
      for (std::size_t i = 1; i < row.size(); ++i) {
        csv += ',';
        text::append_csv(csv, row[i]);
      }
      csv += '\n';
    }
    const auto first = import_bytes(csv);
    if (first.import.headers.size() != 8) RC_DISCARD("a row that looks like a better header");
    const std::string out = use::export_csv(first.import, first.use_cases);
    // No record begins a formula.
    text::read_csv(out, ',', [&](const text::CsvRecord& record) {
      for (const std::string& one : record.cells) {
        RC_ASSERT((one.empty() || std::string("=+-@\t\r\n").find(one[0]) == std::string::npos));
      }
      return true;
    });
    const auto again = import_bytes(out);
    RC_ASSERT(again.use_cases.size() == first.use_cases.size());
    RC_ASSERT(again.import.headers == first.import.headers);
    for (std::size_t i = 0; i < first.use_cases.size(); ++i) {
      RC_ASSERT(again.use_cases[i].cells == first.use_cases[i].cells);
      RC_ASSERT(again.use_cases[i].fields == first.use_cases[i].fields);
    }
    // And once more, byte by byte.
    RC_ASSERT(use::export_csv(again.import, again.use_cases) == out);
  });
}

TEST_CASE(
    "the public version: no ids, no addresses, nothing of withheld rows, no unknown columns") {
  const auto result =
      import_bytes(std::string(kHeader) +
                   "A,A-1,Sorter,me@a.example,No,Pilot,ask you@a.example for it,internal remark\n"
                   "A,A-2,Secret thing,me@a.example,b) Yes \xE2\x80\x93 agency has "
                   "determined,Pilot,very secret,x\n"
                   "A,A-3,Odd thing,,because,Pilot,odd secret,x\n");
  REQUIRE(result.use_cases.size() == 3);
  for (const bool values : {false, true}) {
    const std::string csv = use::export_csv(result.import, result.use_cases,
                                            {.public_version = true, .values = values});
    for (const char* hidden : {"A-1", "A-2", "@a.example", "ecret", "Odd", "odd", "internal",
                               "comment", "contact_email"}) {
      CAPTURE(hidden);
      CHECK(csv.find(hidden) == csv.npos);
    }
    CHECK(csv.find("Sorter") != csv.npos);
    CHECK(csv.find("ask [address] for it") != csv.npos);
    CHECK(csv.find("[withheld]") != csv.npos);
  }
  const std::string json =
      use::export_json(&result.import, result.use_cases, {.public_version = true});
  for (const char* hidden : {"A-2", "@a.example", "ecret", "odd", "internal"}) {
    CAPTURE(hidden);
    CHECK(json.find(hidden) == json.npos);
  }
}

TEST_CASE("the public version masks every form of an address") {
  for (const char* address : {"jos\xC3\xA9@a.example", "o'brien@a.example",
                              "a@b\xC3\xBC"
                              "cher.example",
                              "a/b=c@a.example"}) {
    CAPTURE(address);
    const auto result =
        import_bytes(std::string(kHeader) + "A,A-1,Sorter,,No,Pilot,ask " + address + " first,\n");
    const std::string csv =
        use::export_csv(result.import, result.use_cases, {.public_version = true});
    CHECK(csv.find("ask [address] first") != csv.npos);
  }
}

TEST_CASE("an edited answer stands in its column, an added one in a column of its own") {
  auto result = import_bytes(std::string(kHeader) + "A,A-1,Sorter,,No,Pilot,,\n");
  auto& use_case = result.use_cases[0];
  for (auto& field : use_case.fields) {
    if (field.id == "development_stage") {
      field.value = "Deployed";
      field.treatment = record::Treatment::declared;
    }
  }
  use_case.fields.push_back({"vendor_name", "Acme", record::Treatment::declared, {}});
  const auto again = import_bytes(use::export_csv(result.import, result.use_cases));
  CHECK(again.use_cases[0].value("development_stage") == "Deployed");
  CHECK(again.use_cases[0].value("vendor_name") == "Acme");
}

TEST_CASE("the history has a row for each field of each edit of these use cases, and no formula") {
  auto result = import_bytes(std::string(kHeader) + "A,A-1,Sorter,,No,Pilot,,\n");
  const std::string id = result.use_cases[0].id;
  const use::ExportedEdit first{id, "development_stage", "Pilot", "Deployed", "ada", "=1+1", 0};
  const use::ExportedEdit second{id, "vendor_name", "", "Acme, Inc.", "bob", "said so", 1000};
  const use::ExportedEdit other{"system_other", "vendor_name", "", "x", "eve", "y", 0};
  const std::vector edits{first, other, second};
  const std::string csv = use::history_csv(result.use_cases, edits);
  CHECK(csv ==
        "use_case,id,use_case_name,field,at,by,reason,before,after,cells_marked_by_bartizan\n" +
            id +
            ",A-1,Sorter,development_stage,1970-01-01T00:00:00.000Z,ada,'=1+1,Pilot,Deployed,\"'"
            "\"\n" +
            id +
            ",A-1,Sorter,vendor_name,1970-01-01T00:00:01.000Z,bob,said so,,\"Acme, Inc.\",\"'\"\n");
}

}  // namespace
}  // namespace bartizan::test

#include "use/inventory/declared.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "use/inventory/import_test.h"
#include "use/parse/inventory/system.h"

namespace bartizan::test {
namespace {

use::Declared read(std::string_view toml) {
  base::MemorySource source(std::as_bytes(std::span(toml)));
  base::Budget budget{base::Limits{}};
  RowsOf sink;
  record::Foreign file{".bartizan/system.toml", source, toml.size(), {}, budget, sink};
  use::parse_system(file);
  return use::declared_systems(sink.rows, ".bartizan/system.toml");
}

TEST_CASE("a system in a repository") {
  const auto declared = read(
      "name = \"Triage\"\nagency = \"ABC\"\nstage = \"Pilot\"\nhas_pii = true\n"
      "demographic_features = [\"Age\", \"Sex\"]\noperational_date = 2025-06-30\n"
      "models = [\"gpt-4o\", \"llama3\"]\n");
  REQUIRE(declared.use_cases.size() == 1);
  const auto& system = declared.use_cases[0];
  CHECK(system.source == ".bartizan/system.toml");
  CHECK(system.value("use_case_name") == "Triage");
  CHECK(system.value("development_stage") == "Pilot");
  CHECK(system.value("has_pii") == "Yes");
  CHECK(system.value("demographic_features") == "Sex; Age");
  CHECK(system.value("operational_date") == "2025-06-30");
  CHECK(system.value("models") == "gpt-4o; llama3");
  for (const auto& field : system.fields) {
    CHECK(field.treatment == record::Treatment::declared);
  }
  // What the form does not know is kept, and said.
  CHECK(std::ranges::any_of(
      declared.notes, [](const auto& note) { return note.code == "unknown" && note.line == 7; }));
}

TEST_CASE("several systems, values that the form does not offer, text that is no TOML") {
  const auto several =
      read("[[system]]\nname = \"A\"\n[[system]]\nname = \"B\"\nstage = \"soon\"\n");
  REQUIRE(several.use_cases.size() == 2);
  CHECK(several.use_cases[0].id != several.use_cases[1].id);
  CHECK(several.use_cases[1].value("development_stage") == "soon");
  CHECK(several.notes.size() == 1);
  CHECK(several.notes[0].line == 5);
  const auto broken = read("name = \"A\"\nstage = \n");
  CHECK(broken.use_cases.empty());
  REQUIRE(broken.notes.size() == 1);
  CHECK(broken.notes[0].code == "malformed");
  CHECK(broken.notes[0].line == 2);
}

TEST_CASE("what is written is read back") {
  rc::check([] {
    const auto& schema = use::schemas().front();
    std::vector<record::Note> notes;
    const auto text = rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    const auto name = *text, purpose = *text, extra = *text;
    const record::UseCase system = use::declare(schema,
                                                {{"name", "x" + name},
                                                 {"purpose", purpose},
                                                 {"agency", "ABC"},
                                                 {"demographic_features", "Age; Sex"},
                                                 {"my field", extra}},
                                                "here", notes);
    const auto again = read(use::system_toml(system, schema));
    RC_ASSERT(again.use_cases.size() == 1U);
    RC_ASSERT(again.use_cases[0].id == system.id);
    RC_ASSERT(again.use_cases[0].fields == system.fields);
  });
}

TEST_CASE("a field is set, read by the form, and taken away") {
  const auto& schema = use::schemas().front();
  auto result = import_bytes("id,use_case_name,development_stage\nA-1,Sorter,Pilot\n");
  auto& system = result.use_cases[0];
  CHECK(use::set_field(system, schema, "stage", "c) Deployed").code.empty());
  CHECK(system.value("development_stage") == "Deployed");
  CHECK(system.field("development_stage")->column == 2);
  CHECK(use::set_field(system, schema, "stage", "later").code == "not-offered");
  CHECK(use::set_field(system, schema, "vendor", "Acme").code.empty());
  CHECK(system.value("vendor_name") == "Acme");
  CHECK(use::set_field(system, schema, "vendor", "").code.empty());
  CHECK(system.field("vendor_name") == nullptr);
}

}  // namespace
}  // namespace bartizan::test

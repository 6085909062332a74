#include "use/inventory/schema.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "support/recipes.h"
#include "use/inventory/import_test.h"
#include "use/inventory/lint.h"

namespace bartizan::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("every form is whole: fields, rules and their words") {
  REQUIRE(use::schemas().size() >= 5);
  std::set<std::string_view> rules;
  for (const use::Schema& schema : use::schemas()) {
    CAPTURE(std::string(schema.id));
    CHECK_FALSE(schema.title.empty());
    CHECK_FALSE(schema.verified.empty());
    int keys = 0;
    for (const use::SchemaField& field : schema.fields) {
      CAPTURE(std::string(field.id));
      keys += field.key;
      CHECK((!field.headers.empty() || !field.words.empty()));
      CHECK((field.after.empty() || schema.field(field.after) != nullptr));
      for (const std::string_view blank : field.blank_fields) CHECK(schema.field(blank) != nullptr);
    }
    CHECK(keys == 1);
    for (const use::Requirement& requirement : schema.requirements) {
      CHECK(use::find_inventory_rule(requirement.rule) != nullptr);
      for (const std::string_view field : requirement.fields) {
        CHECK(schema.field(field) != nullptr);
      }
      for (const use::Condition& condition : requirement.when) {
        CHECK(schema.field(condition.field) != nullptr);
      }
    }
  }
  const std::string guide = slurp(fs::path(BARTIZAN_SOURCE_DIR) / "docs/inventory.md");
  for (const use::InventoryRule& rule : use::inventory_rules()) {
    CAPTURE(std::string(rule.id));
    CHECK(rules.insert(rule.id).second);
    CHECK((rule.severity == "low" || rule.severity == "medium" || rule.severity == "high"));
    // The guide lists what holds in every form; those of forms by their first number.
    if (rule.schema.empty()) CHECK(guide.find(rule.id) != guide.npos);
  }
}

constexpr std::string_view kNextYear = R"(
title = "A form of another year"
year = 2031
source = "a test"
checked = 2026-11-28
verified = "no"
[sets]
running = { field = "phase", is = ["On"] }
[[field]]
id = "use_case_name"
title = "name"
type = "text"
key = true
headers = ["What is it called?"]
[[field]]
id = "phase"
title = "phase"
type = "enum"
words = ["is it on"]
values = ["On", "Off"]
recode = { "running" = "On" }
[[field]]
id = "owner"
title = "owner"
type = "email"
headers = ["Who owns it?"]
[[require]]
id = "BZ-INV-901"
title = "on, and nobody owns it"
severity = "high"
fields = ["owner"]
when = ["running"]
why = "somebody has to be asked"
remedy = "name an owner"
)";

struct Folder {
  fs::path path = fs::temp_directory_path() / ("bartizan-forms-" + std::to_string(std::rand()));
  Folder() {
    fs::create_directories(path / "inventory");
    std::ofstream(path / "catalog.toml") << "version = 1\ndate = 2026-01-01\n";
  }
  ~Folder() { fs::remove_all(path); }
};

TEST_CASE("the form of another year is a file, and no code") {
  const Folder folder;
  std::ofstream(folder.path / "inventory/next.toml") << kNextYear;
  const std::string command = std::string(BARTIZAN_BINARY_DIR) + "/catalog_compile " +
                              folder.path.string() + " " + folder.path.string() + "/table.bin";
  REQUIRE(std::system(command.c_str()) == 0);
  const std::string table = slurp(folder.path / "table.bin");
  const scan::Catalog catalog(std::as_bytes(std::span(table)));
  std::vector<use::Schema> forms = use::load_schemas(catalog);
  REQUIRE(forms.size() == 1);
  for (const use::Schema& schema : use::schemas()) forms.push_back(schema);

  const std::string csv =
      "What is it called?,Is it on (today)?,Who owns it?\nBot,running,\nOther,off,a@b.example\n";
  const auto result =
      use::assemble(use::read_table(table_rows(csv)), "next.csv", "", csv, 0, {}, forms);
  CHECK(result.import.schema == "next");
  REQUIRE(result.use_cases.size() == 2);
  CHECK(result.use_cases[0].value("phase") == "On");
  const auto lint = use::lint(forms[0], result.use_cases, {"2031-01-01", {}, false});
  CHECK(lint.missing == 1);
  CHECK(lint.findings.at(0).rule == "BZ-INV-901");
  CHECK(lint.findings.at(0).row == 2);
}

TEST_CASE("the compiler of catalogues refuses forms that a reader would have to distrust") {
  for (const auto& [from, to] : {std::pair("type = \"enum\"", "type = \"colour\""),
                                 {"fields = [\"owner\"]", "fields = [\"x\"]"},
                                 {"when = [\"running\"]", "when = [\"walking\"]"},
                                 {"key = true", "kye = true"},
                                 {"id = \"owner\"", "id = \"phase\""},
                                 {"remedy = \"name an owner\"", "remedy = \"\""}}) {
    CAPTURE(to);
    const Folder folder;
    std::string text(kNextYear);
    text.replace(text.find(from), std::string_view(from).size(), to);
    std::ofstream(folder.path / "inventory/next.toml") << text;
    const std::string command = std::string(BARTIZAN_BINARY_DIR) + "/catalog_compile " +
                                folder.path.string() + " " + folder.path.string() +
                                "/table.bin 2>/dev/null";
    CHECK(std::system(command.c_str()) != 0);
  }
}

}  // namespace
}  // namespace bartizan::test

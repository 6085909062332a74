// What the store keeps for line of effort 1 comes back as it went in.
#include <doctest/doctest.h>

#include <array>

#include "store/store.h"
#include "support/memory_store.h"

namespace bartizan::store {
namespace {

using tests::memory;

record::UseCase use_case_of(const std::string& id, std::uint64_t row, const std::string& name) {
  record::UseCase use_case;
  use_case.id = id;
  use_case.import = "import_a";
  use_case.row = row;
  use_case.source = "inventory.csv";
  use_case.fields = {{"id", "DHS-" + std::to_string(row), record::Treatment::kept, 0},
                     {"use_case_name", name, record::Treatment::recoded, 1},
                     {"operational_date", "2022-01", record::Treatment::guessed, std::nullopt}};
  use_case.cells = {{0, " DHS \n"}, {1, name}, {7, std::string("nul\0inside", 10)}};
  return use_case;
}

record::Import import_of() {
  record::Import import;
  import.id = "import_a";
  import.file = "inventory.csv";
  import.sha256 = std::string(64, 'a');
  import.schema = "omb-2025";
  import.sheet = "Sheet 1";
  import.imported = 1'700'000'000'000;
  import.rows = 2;
  import.header_row = 2;
  import.headers = {"ID", "Name", "", "If other, please explain", "If other, please explain"};
  import.field_of = {"id", "use_case_name", "", "", ""};
  import.preamble = {{"SECTION 1", "", "x"}, {""}};
  import.notes = {{record::NoteLevel::warning, "encoding", 3, 2, "one byte was no text"}};
  import.bytes = std::string("\xff\x00,\r\n", 5);
  return import;
}

TEST_CASE("an import comes back whole, once, and can be undone") {
  const auto store = memory();
  Inventory& inventory = store->inventory();
  const record::Import import = import_of();
  const std::vector<record::UseCase> rows{use_case_of("system_1", 1, "Chat \"assistant\""),
                                          use_case_of("system_2", 2, "Malware triage")};
  CHECK(inventory.add_import(import, rows).value());
  CHECK_FALSE(inventory.add_import(import, rows).value());
  CHECK(inventory.import("import_a").value() == import);
  CHECK(inventory.imports().value().size() == 1);
  CHECK(inventory.use_cases("").value() == rows);
  CHECK(inventory.use_cases("import_b").value().empty());
  CHECK(inventory.find_use_cases("DHS-2").value() == std::vector{rows[1]});
  CHECK(inventory.find_use_cases("system_1").value() == std::vector{rows[0]});
  CHECK(inventory.search("malware tri").value() == std::vector{rows[1]});
  CHECK(inventory.search("\"assistant").value() == std::vector{rows[0]});
  CHECK(inventory.search("assistant malware").value().empty());
  CHECK(inventory.search(" ").value().empty());
  CHECK(inventory.undo_import("import_a").value());
  CHECK_FALSE(inventory.undo_import("import_a").value());
  CHECK(inventory.use_cases("").value().empty());
  CHECK(inventory.search("malware").value().empty());
  CHECK(inventory.import("import_a").error().code == base::Code::invalid);
}

TEST_CASE("a declared use case is replaced, not doubled, and its review is kept") {
  const auto store = memory();
  Inventory& inventory = store->inventory();
  record::UseCase declared = use_case_of("system_9", 0, "Triage");
  declared.import.clear();
  REQUIRE(inventory.put_use_case(declared));
  declared.fields[1].value = "Triage two";
  REQUIRE(inventory.put_use_case(declared));
  CHECK(inventory.use_cases("").value() == std::vector{declared});
  CHECK(inventory.search("two").value().size() == 1);
  const std::vector<ReviewAnswer> answers{{"rights", "no", "internal only", "jdoe", 5}};
  REQUIRE(inventory.put_review("system_9", answers));
  CHECK(inventory.review("system_9").value() == answers);
  CHECK(inventory.remove_use_case("system_9").value());
  CHECK_FALSE(inventory.remove_use_case("system_9").value());
  CHECK(inventory.search("two").value().empty());
}

record::Component component_of(record::ComponentKind kind, const std::string& name,
                               const std::string& version) {
  record::Component component;
  component.id = "component_" + name + version;
  component.kind = kind;
  component.name = name;
  component.version = version;
  component.provider = "pypi";
  component.provenance = record::Provenance::observed;
  component.attributes = {
      {"licence", "Apache-2.0", record::Provenance::declared, "a.txt:1"},
      {"digest", "sha256:" + std::string(64, 'c'), record::Provenance::declared, "a.txt"},
      {"hash:SHA-256", std::string(64, 'd'), record::Provenance::declared, "a.txt"},
      {"sha256", std::string(64, 'b'), record::Provenance::observed, "a.txt"}};
  component.occurrences = {
      {"app/\xff.py", 3, "py-import", record::Certainty::medium, "import x\\y"}};
  return component;
}

Place place_of() {
  Place place;
  place.path = "/srv/app";
  place.read = 7;
  place.components = {component_of(record::ComponentKind::package, "Lite_LLM", "1.82.0"),
                      component_of(record::ComponentKind::model, "meta-llama/Llama-3.1-8B", "")};
  place.relations = {{place.components[0].id, record::RelationKind::uses, place.components[1].id,
                      record::Provenance::derived}};
  place.systems = {{"found_app", ".", "app", "a@b.example", "", {place.components[0].id}, {}}};
  return place;
}

TEST_CASE("a place comes back whole and its next reading replaces it") {
  const auto store = memory();
  Estate& estate = store->estate();
  Place place = place_of();
  REQUIRE(estate.replace(place));
  const Place back = estate.place("/srv/app").value();
  CHECK(back.components == place.components);
  CHECK(back.relations == place.relations);
  CHECK(back.systems == place.systems);
  CHECK(estate.assign("found_app", "system_1").value());
  CHECK_FALSE(estate.assign("system_none", "system_1").value());
  place.components.pop_back();
  place.relations.clear();
  REQUIRE(estate.replace(place));
  CHECK(estate.places().value().size() == 1);
  CHECK(estate.place("/srv/app").value().components.size() == 1);
  const EstateSystem assigned = estate.place("/srv/app").value().systems[0];
  CHECK(assigned.use_case == "system_1");
  CHECK(assigned.declared == std::vector<Snapshot>{{record::ComponentKind::package, "Lite_LLM",
                                                     "pypi", "1.82.0"}});
  CHECK(estate.forget("/srv/app").value());
  CHECK(estate.place("/srv/app").error().code == base::Code::invalid);
}

TEST_CASE("components are found by any of their handles") {
  const auto store = memory();
  Estate& estate = store->estate();
  REQUIRE(estate.replace(place_of()));
  const auto count = [&](FindBy by, const char* text,
                         std::optional<record::ComponentKind> kind = {}) {
    return estate.find({by, text, kind}).value().size();
  };
  CHECK(count(FindBy::name, "lite-llm") == 1);
  CHECK(count(FindBy::name, "LITE.llm") == 1);
  CHECK(count(FindBy::name, "lite") == 0);
  CHECK(count(FindBy::name, "Meta-Llama/llama-3.1-8b") == 1);
  CHECK(count(FindBy::name, "llama-3.1-8b") == 1);
  CHECK(count(FindBy::name, "lite-llm", record::ComponentKind::model) == 0);
  CHECK(count(FindBy::licence, "apache-2.0") == 2);
  CHECK(count(FindBy::hash, std::string(64, 'b').c_str()) == 2);
  CHECK(count(FindBy::hash, std::string(64, 'c').c_str()) == 2);
  CHECK(count(FindBy::hash, std::string(64, 'D').c_str()) == 2);
  CHECK(count(FindBy::hash, "b") == 0);
  const auto hits = estate.find({FindBy::name, "lite-llm", {}}).value();
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].place == "/srv/app");
  CHECK(hits[0].systems == std::vector<std::string>{"app"});
}

TEST_CASE("a page has names that begin like that, then last parts, then what holds it inside") {
  const auto store = memory();
  Place place;
  place.path = "/srv/zoo";
  place.read = 1;
  using enum record::ComponentKind;
  for (const auto& [kind, name] : std::vector<std::pair<record::ComponentKind, std::string>>{
           {package, "sentence_transformers"},
           {package, "Transformers"},
           {package, "numpy"},
           {model, "org/transformers-tool"},
           {model, "org/my-transformers"},
           {model, "transformers/transformers"}}) {
    record::Component one;
    one.id = "component_" + name;
    one.kind = kind;
    one.name = name;
    place.components.push_back(std::move(one));
  }
  REQUIRE(store->estate().replace(place));
  const auto names = [&](ComponentQuery query) {
    std::vector<std::string> all;
    do {
      const auto page = store->estate().components(query).value();
      for (const ComponentRow& row : page.rows) all.push_back(row.component.name);
      query.cursor = page.next;
    } while (!query.cursor.empty());
    return all;
  };
  const std::vector<std::string> wanted{"Transformers", "transformers/transformers",
                                        "org/transformers-tool", "org/my-transformers",
                                        "sentence_transformers"};
  // However it is cut, each once.
  for (const std::size_t limit : {1U, 2U, 3U, 5U, 50U}) {
    ComponentQuery query;
    query.text = "TRANSFORMERS";
    query.limit = limit;
    CHECK(names(query) == wanted);
  }
  ComponentQuery query;
  query.text = "sformers";
  CHECK(names(query).size() == 5);
  query.kind = package;
  CHECK(names(query) == std::vector<std::string>{"sentence_transformers", "Transformers"});
  query.text = "ence_tr";  // as people write it, and as it is kept
  CHECK(names(query) == std::vector<std::string>{"sentence_transformers"});
  query.text = "nothing";
  CHECK(names(query).empty());
}

}  // namespace
}  // namespace bartizan::store

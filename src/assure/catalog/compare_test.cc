#include "assure/catalog/compare.h"

#include <doctest/doctest.h>

#include "assure/catalog/table_test.h"
#include "base/reader.h"

namespace bartizan::assure::catalog {
namespace {

using scan::Catalog;

Comparison compared(const TestTable& after) {
  const std::string bytes = after.bytes();
  return compare(Catalog::built_in(), Catalog::built_in(), Catalog(base::bytes_of(bytes)));
}

std::string misfit_of(const TestTable& table) {
  const std::string bytes = table.bytes();
  REQUIRE(scan::table_problem(base::bytes_of(bytes)) == "");
  return misfit(Catalog::built_in(), Catalog(base::bytes_of(bytes)));
}

// The only change there is.
Change only(const TestTable& after) {
  const Comparison all = compared(after);
  REQUIRE(all.changes.size() == 1);
  return all.changes.front();
}

TEST_CASE("a catalogue put together again is the same") {
  TestTable table;
  CHECK(misfit_of(table) == "");
  CHECK(compared(table).changes.empty());
  table.set_version(7);
  CHECK(compared(table).changes.empty());
  const std::string bytes = table.bytes();
  CHECK(Catalog(base::bytes_of(bytes)).version() == 7);
}

TEST_CASE("rules can neither come nor go") {
  TestTable more;
  more.rows("rules")["BZ-ZZZ-999"] = more.rows("rules").begin()->second;
  CHECK(misfit_of(more).find("does not know: BZ-ZZZ-999") != std::string::npos);
  TestTable less;
  const std::string first = less.rows("rules").begin()->first;
  less.rows("rules").erase(first);
  CHECK(misfit_of(less) == "it lacks rules of this version of Bartizan: " + first);
  TestTable wordless;
  wordless.rows("rules").at(first)[1] = "dreadful";
  CHECK(misfit_of(wordless).starts_with("its rule " + first));
}

TEST_CASE("a newer register may say something else, but has to speak of every entry") {
  TestTable other;
  other.rows("share/policy").begin()->second[2] = "Another title";
  CHECK(only(other).effect == Effect::other);
  TestTable less;
  const std::string id = less.rows("share/policy").begin()->second[0];
  less.rows("share/policy").erase(less.rows("share/policy").begin());
  const Change gone = only(less);
  CHECK(gone.effect == Effect::weakens);
  CHECK(gone.key == id);
}

TEST_CASE("a table of another form is refused") {
  TestTable table;
  table.sections["code"] = {2, {{"a", {"b"}}}};
  CHECK(misfit_of(table) == "it has a section that nothing here reads: code");
  TestTable less;
  less.sections.erase("list/getattr");
  CHECK(misfit_of(less) == "it lacks the section list/getattr");
  TestTable wider;
  wider.sections["list/getattr"] = {3, {{"a", {"b", "c"}}}};
  CHECK(misfit_of(wider) == "its section list/getattr has another form");
  TestTable fresh;
  fresh.sections["list/tomorrow"] = {2, {{"a", {"b"}}}};
  CHECK(misfit_of(fresh) == "");
  std::string bytes = fresh.bytes();
  bytes.back() = 'x';
  CHECK(misfit(Catalog::built_in(), Catalog(base::bytes_of(bytes))) ==
        "its hash is not that of its bytes");
}

TEST_CASE("a rule that counts less is weaker, one that counts more is not") {
  TestTable table;
  auto& rule = table.rows("rules").at("BZ-PKL-001");
  const std::string severity = rule[1];
  rule[1] = "info";
  const Change change = only(table);
  CHECK(change.effect == Effect::weakens);
  CHECK(change.key == "BZ-PKL-001");
  CHECK(change.what == "severity " + severity + " -> info");
  rule[1] = "critical";
  if (severity != "critical") CHECK(only(table).effect == Effect::other);
  rule[1] = severity;
  rule[3] = "none";
  CHECK(only(table).effect == Effect::weakens);
  TestTable words;
  words.rows("rules").at("BZ-PKL-001")[5] = "another reason";
  CHECK(only(words).effect == Effect::other);
}

TEST_CASE("callables: what was dangerous must stay so") {
  TestTable gone;
  CHECK(gone.rows("callables").erase("os system") + gone.rows("callables").erase("os *") > 0);
  const auto without = compared(gone);
  for (const Change& change : without.changes) CHECK(change.effect == Effect::weakens);

  // An exact name wins over the module that is dangerous as a whole.
  TestTable hole;
  const auto danger = Catalog::built_in().callable("subprocess", "some_new_name");
  REQUIRE(danger);
  hole.rows("callables")["subprocess some_new_name"] = {"subprocess", "some_new_name", "class",
                                                        "", "stdlib", "harmless"};
  CHECK(only(hole).effect == Effect::weakens);

  TestTable vouched;
  vouched.rows("callables")["acme.pre Scaler"] = {"acme.pre", "Scaler", "class", "", "acme", "x"};
  CHECK(only(vouched).effect == Effect::vouches);
  TestTable stricter;
  stricter.rows("callables")["acme.pre *"] = {"acme.pre", "*", "danger", "execute", "acme", "x"};
  CHECK(only(stricter).effect == Effect::other);

  // Every look-up that said "danger" and says something else now is announced.
  TestTable whole;
  for (const auto& [key, cells] : whole.rows("callables")) {
    if (cells[2] != "danger" || key.size() % 97 != 0) continue;
    TestTable moved;
    moved.rows("callables").at(key)[2] = "value";
    CHECK(compared(moved).weakens == 1);
  }
}

TEST_CASE("lists: each by its policy") {
  TestTable table;
  table.rows("list/model-extensions").erase(".pt");
  CHECK(only(table).effect == Effect::weakens);
  table = TestTable();
  table.rows("list/model-extensions")[".new"] = {"strong"};
  CHECK(only(table).effect == Effect::other);
  table = TestTable();
  table.rows("list/getattr")["builtins int mystery"] = {"value"};
  CHECK(only(table).effect == Effect::vouches);
  table = TestTable();
  table.rows("list/getattr").erase(table.rows("list/getattr").begin());
  CHECK(only(table).effect == Effect::other);
  table = TestTable();
  table.rows("list/known-modules")["tensorfl0w"] = {"tensorfl0w"};
  CHECK(only(table).effect == Effect::weakens);
  table = TestTable();
  table.rows("list/bom-g7-elements").begin()->second = {"other words"};
  CHECK(only(table).effect == Effect::other);
  // The newer catalogue does not decide what weakens.
  table = TestTable();
  table.rows("list/catalog-update")["model-extensions"] = {"words"};
  table.rows("list/model-extensions").at(".pt") = {"weak: also others"};
  CHECK(compared(table).weakens == 2);
}

TEST_CASE("forms of inventories: a row that is gone is weaker, wherever it stood") {
  TestTable table;
  std::string name;
  for (const auto& [section, rows] : table.sections) {
    if (section.ends_with("/require")) name = section;
  }
  REQUIRE(!name.empty());
  table.rows(name).erase(table.rows(name).begin());
  const Change change = only(table);
  CHECK(change.effect == Effect::weakens);
  CHECK(change.section == name);
}

}  // namespace
}  // namespace bartizan::assure::catalog

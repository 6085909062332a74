// Decisions about findings and edits of records: the last that stands counts, and a change that
// somebody else overtook changes nothing.
#include <doctest/doctest.h>

#include "store/store.h"
#include "support/memory_store.h"

namespace bartizan::store {
namespace {

constexpr Millis kNow = 1'795'000'000'000;

using tests::memory;

record::Exception exception_of(Millis expires) {
  record::Exception e;
  e.id = "exception_a";
  e.rule = "BZ-PKL-003";
  e.module = "acme\xff";
  e.name = "Scaler";
  e.owner = "ada\n";
  e.approver = "bob";
  e.reason = "a\\b";
  e.granted = kNow;
  e.expires = expires;
  return e;
}

TEST_CASE("an acceptance is renewed, and what stood before stands again when that is taken back") {
  const auto store = memory();
  Triage& triage = store->triage();
  const auto first = triage.accept(exception_of(kNow + 5));
  const auto second = triage.accept(exception_of(kNow + 9));
  REQUIRE(first);
  REQUIRE(second);
  auto standing = triage.acceptances().value();
  REQUIRE(standing.size() == 1);
  CHECK(standing[0].number == *second);
  CHECK(standing[0].exception.module == "acme\xff");
  CHECK(standing[0].exception.owner == "ada\n");
  CHECK(standing[0].exception.reason == "a\\b");
  CHECK(standing[0].exception.expires == kNow + 9);
  CHECK(triage.withdraw(*second, "eve", kNow).value());
  CHECK_FALSE(triage.withdraw(*second, "eve", kNow).value());
  standing = triage.acceptances().value();
  REQUIRE(standing.size() == 1);
  CHECK(standing[0].number == *first);
  const auto all = triage.acceptances(true).value();
  REQUIRE(all.size() == 2);
  CHECK(all[1].withdrawn == kNow);
  CHECK(all[1].withdrawn_by == "eve");
}

TEST_CASE("assignments are taken back together or not at all") {
  const auto store = memory();
  Triage& triage = store->triage();
  const auto two =
      triage.assign({{0, true, "acme", "bob", "ada", kNow}, {0, false, "x", "bob", "ada", kNow}});
  REQUIRE(two);
  REQUIRE(triage.assign({{0, true, "acme", "eve", "ada", kNow}}));
  CHECK_FALSE(triage.withdraw_assignments(*two, "ada", kNow).value());
  CHECK(triage.assignments().value().size() == 2);
  REQUIRE(triage.assign({{0, false, "x", "", "ada", kNow}}));
  const auto left = triage.assignments().value();
  REQUIRE(left.size() == 1);
  CHECK(left[0].to == "eve");
}

TEST_CASE("a change is marked as undone once") {
  const auto store = memory();
  Triage& triage = store->triage();
  REQUIRE(triage.put_reversible({7, "case.change", "case_a", "{}", kNow, 0}));
  CHECK(triage.reversible(7).value()->what == "case.change");
  CHECK_FALSE(triage.reversible(8).value());
  CHECK(triage.mark_undone(7, 9).value());
  CHECK_FALSE(triage.mark_undone(7, 10).value());
  CHECK(triage.reversible(7).value()->undone == 9);
}

TEST_CASE("a record is edited only as it was read, and its edits go with it") {
  const auto store = memory();
  Inventory& inventory = store->inventory();
  record::UseCase before;
  before.id = "system_a";
  before.fields = {{"use_case_name", "Triage", record::Treatment::declared, std::nullopt}};
  REQUIRE(inventory.put_use_case(before));
  record::UseCase after = before;
  after.fields[0].value = "Sorting";
  UseCaseEdit edit{0,
                   "system_a",
                   "use_case_name",
                   "Triage",
                   "Sorting",
                   record::Treatment::declared,
                   std::nullopt,
                   "ada",
                   "a\\b",
                   kNow};
  const auto numbers = inventory.edit_use_case(before, after, {edit});
  REQUIRE(numbers);
  REQUIRE(*numbers);
  CHECK_FALSE(inventory.edit_use_case(before, after, {edit}).value());
  CHECK(inventory.find_use_cases("system_a").value() == std::vector{after});
  CHECK(inventory.search("Sorting").value().size() == 1);
  edit.number = (**numbers)[0];
  CHECK(inventory.edits("system_a").value() == std::vector{edit});
  CHECK(inventory.remove_use_case("system_a").value());
  CHECK(inventory.edits("").value().empty());
}

TEST_CASE("an answer about exposure is withdrawn only while it is the last one") {
  const auto store = memory();
  Cases& cases = store->cases();
  REQUIRE(cases.put_exposure({"found_a", true, "ada", "", kNow}));
  REQUIRE(cases.put_exposure({"found_a", false, "bob", "", kNow + 1}));
  CHECK_FALSE(cases.withdraw_exposure("found_a", kNow, "eve", kNow + 2).value());
  CHECK(cases.withdraw_exposure("found_a", kNow + 1, "eve", kNow + 2).value());
  CHECK(cases.exposure("found_a").value()->by == "ada");
  CHECK(cases.exposures().value().size() == 1);
  CHECK(cases.said_of_exposure("").value().size() == 1);
  CHECK(cases.withdraw_exposure("found_a", kNow, "eve", kNow + 2).value());
  CHECK_FALSE(cases.exposure("found_a").value());
}

TEST_CASE("people are found and renamed in what they decided") {
  const auto store = memory();
  REQUIRE(store->triage().accept(exception_of(kNow + 5)));
  REQUIRE(store->triage().assign({{0, true, "acme", "carl", "ada", kNow}}));
  CHECK(store->retention().rows_naming("bob").value().size() == 1);
  CHECK(store->retention().rename_person("carl", "p-1").value() == 1);
  CHECK(store->triage().assignments().value()[0].to == "p-1");
}

}  // namespace
}  // namespace bartizan::store

// From the inventory of 2024 to that of 2025.
#include <doctest/doctest.h>

#include <chrono>

#include "use/inventory/diff.h"
#include "use/inventory/import_test.h"

namespace bartizan::test {
namespace {

TEST_CASE("use cases are found again the year after, by name and by similar names") {
  const auto before = import_bytes(inventory_file("2024_consolidated_ai_inventory_raw_v2.csv"));
  const auto after = import_bytes(inventory_file("2025_individually_reported_AI_use_cases.csv"));
  const auto start = std::chrono::steady_clock::now();
  const auto diff = use::diff(before.use_cases, after.use_cases, *use::find_schema("omb-2025"));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  MESSAGE("by id " << diff.by_id << ", by name " << diff.by_name << ", by similar name "
                   << diff.by_similar_name << ", added " << diff.added.size() << ", removed "
                   << diff.removed.size() << ", " << took.count() << " ms");
  CHECK(diff.matches.size() + diff.added.size() == 3611);
  CHECK(diff.matches.size() + diff.removed.size() == 2133);
  // 1,056 pairs of agency and name are equal to the letter; case and punctuation add some.
  CHECK(diff.by_name >= 1056);
  CHECK(diff.by_name < 1200);
  for (const auto& match : diff.matches) {
    CHECK(match.confidence > 0);
    CHECK(match.confidence <= 1);
    if (match.how == use::MatchedBy::similar_name && match.after->row % 40 == 0) {
      MESSAGE(match.confidence << ": " << match.before->value("use_case_name") << " | "
                               << match.after->value("use_case_name"));
    }
  }
}

TEST_CASE("an inventory has no difference to itself") {
  const auto one = import_bytes(inventory_file("2025_individually_reported_AI_use_cases.csv"));
  const auto diff = use::diff(one.use_cases, one.use_cases, *use::find_schema("omb-2025"));
  CHECK(diff.added.empty());
  CHECK(diff.removed.empty());
  CHECK(diff.changed == 0);
}

}  // namespace
}  // namespace bartizan::test

// The register: what held when, and that its entries fit each other.
#include "share/policy/register.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "base/time.h"

namespace bartizan::share {
namespace {

const PolicyEntry& called(std::string_view handle) {
  const PolicyEntry* const entry = policy_called(handle);
  REQUIRE_MESSAGE(entry != nullptr, "no entry " << handle);
  return *entry;
}

PolicyStatus status(std::string_view handle, std::string_view day) {
  return status_at(called(handle), day);
}

TEST_CASE("EO 14110 was in force, and was rescinded") {
  CHECK(status("EO-14110", "2023-10-29") == PolicyStatus::not_yet);
  CHECK(status("EO-14110", "2023-10-30") == PolicyStatus::in_force);
  CHECK(status("EO-14110", "2024-06-01") == PolicyStatus::in_force);
  CHECK(status("EO-14110", "2025-01-19") == PolicyStatus::in_force);
  CHECK(status("EO-14110", "2025-01-20") == PolicyStatus::rescinded);
  const PolicyEntry& order = called("EO 14110");
  CHECK(status_since(order, "2026-11-23") == "2025-01-20");
  CHECK(order.ended_by == std::vector<std::string>{"EO-14148"});
  CHECK(order.successors == std::vector<std::string>{"EO-14179"});
  CHECK(called("EO-14179").supersedes == std::vector<std::string>{"EO-14110"});
}

TEST_CASE("the roadmap is an anchor with a historical basis") {
  const PolicyEntry& roadmap = called("CISA Roadmap for AI");
  CHECK(roadmap.anchor);
  CHECK(status_at(roadmap, "2024-06-01") == PolicyStatus::in_force);
  CHECK_FALSE(has_historical_basis(roadmap, "2024-06-01"));
  CHECK(status_at(roadmap, "2026-11-23") == PolicyStatus::historical);
  CHECK(has_historical_basis(roadmap, "2026-11-23"));
  CHECK(std::ranges::count_if(policies(), &PolicyEntry::anchor) == 1);
}

TEST_CASE("memoranda and directives take each other's place") {
  CHECK(status("M-24-10", "2025-04-02") == PolicyStatus::in_force);
  CHECK(status("M-24-10", "2025-04-03") == PolicyStatus::superseded);
  CHECK(status("M-22-18", "2026-11-23") == PolicyStatus::rescinded);
  CHECK(status("BOD 22-01", "2026-06-10") == PolicyStatus::superseded);
  CHECK(called("BOD-26-04").supersedes == std::vector<std::string>{"BOD-19-02", "BOD-22-01"});
  CHECK(status("NIST-IR-8596", "2026-11-23") == PolicyStatus::draft);
  CHECK(status("CIRCIA", "2026-11-23") == PolicyStatus::draft);
  CHECK(status("CPG", "2026-11-23") == PolicyStatus::in_force);
  CHECK(called("EO-14144").amended_by == std::vector<std::string>{"EO-14306"});
}

TEST_CASE("a law lapses, returns, and nobody knows what then") {
  CHECK(status("CISA-2015", "2025-09-30") == PolicyStatus::in_force);
  CHECK(status("CISA-2015", "2025-10-01") == PolicyStatus::lapsed);
  CHECK(status("CISA-2015", "2025-11-12") == PolicyStatus::in_force);
  CHECK(status("CISA-2015", "2026-02-01") == PolicyStatus::lapsed);
  CHECK(status("CISA-2015", "2026-11-23") == PolicyStatus::unknown);
  CHECK(status_since(called("CISA-2015"), "2026-03-01") == "2026-02-03");
}

TEST_CASE("entries are found by any of their names") {
  for (const char* handle : {"EO-14110", "eo 14110", "EO14110", "Executive Order 14110"}) {
    CHECK(called(handle).id == "EO-14110");
  }
  CHECK(policy_called("") == nullptr);
  CHECK(policy_called("--") == nullptr);
  CHECK(policy_called("EO-1411") == nullptr);
  CHECK(nearest_policy("EO-14111") == "EO-14110");
  // By words of a title, but not by letters across them ("in operational technology").
  CHECK(nearest_policy("operational technology") == "AI-IN-OT");
  CHECK(nearest_policy("NOPE").empty());
  // No name means two entries.
  std::set<std::string> names;
  for (const PolicyEntry& entry : policies()) {
    CAPTURE(entry.id);
    CHECK(names.insert(entry.id).second);
    CHECK(policy_called(entry.id) == &entry);
    for (const std::string& alias : entry.aliases) {
      CAPTURE(alias);
      CHECK(policy_called(alias) == &entry);
    }
  }
}

TEST_CASE("every entry says what it is, where that stands and when it was looked at") {
  CHECK(policies().size() >= 50);
  for (const PolicyEntry& entry : policies()) {
    CAPTURE(entry.id);
    CHECK_FALSE(entry.note.empty());
    CHECK_FALSE(entry.source.empty());
    CHECK(is_day(entry.checked));
    CHECK(is_day(entry.check_by));
    CHECK(entry.checked < entry.check_by);
    CHECK_FALSE(is_check_due(entry, entry.check_by));
    CHECK(is_check_due(entry, "2199-01-01"));
    for (const auto* list : {&entry.ended_by, &entry.successors, &entry.amends, &entry.basis,
                             &entry.supersedes, &entry.amended_by, &entry.basis_of}) {
      for (const std::string& id : *list) CHECK(policy_called(id) != nullptr);
    }
    // Whoever ended it was there by then.
    for (const std::string& id : entry.ended_by) {
      CHECK(status_at(*policy_called(id), entry.to) == PolicyStatus::in_force);
    }
  }
}

TEST_CASE("who follows whom has no circle") {
  for (const PolicyEntry& start : policies()) {
    std::set<std::string> seen;
    std::vector<std::string> open = start.successors;
    while (!open.empty()) {
      const std::string id = open.back();
      open.pop_back();
      CHECK(id != start.id);
      if (!seen.insert(id).second) continue;
      const auto& next = called(id).successors;
      open.insert(open.end(), next.begin(), next.end());
    }
  }
}

TEST_CASE("changes and dates to come") {
  const auto changes = policy_changes("2025-01-19", "2025-01-23");
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].entry->id == "EO-14110");
  CHECK(changes[0].what == "rescinded by EO-14148");
  CHECK(changes[2].entry->id == "EO-14179");
  CHECK(policy_changes("2025-01-23", "2025-01-23").empty());
  const auto dates = dates_to_come("2026-11-23");
  REQUIRE_FALSE(dates.empty());
  CHECK(dates.front().entry->id == "EU-AI-ACT");
  CHECK(dates.front().date == "2026-12-02");
  CHECK(dates[1].entry->id == "BOD-26-04");
  CHECK(dates[1].date == "2026-12-07");
}

std::string random_day() {
  // 2018 to 2032, every day alike.
  const auto first = *base::parse_utc("2018-01-01");
  return base::format_date(first + *rc::gen::inRange<base::Millis>(0, 5478) * 86'400'000);
}

TEST_CASE("as-of is consistent: what changes a status is a change, and nothing else is") {
  rc::check([] {
    std::string a = random_day(), b = random_day();
    if (b < a) std::swap(a, b);
    const auto changes = policy_changes(a, b);
    for (const PolicyEntry& entry : policies()) {
      const bool told = std::ranges::any_of(
          changes, [&](const PolicyChange& change) { return change.entry == &entry; });
      if (status_at(entry, a) != status_at(entry, b)) RC_ASSERT(told);
      // A status begins on a day that has come.
      const std::string_view since = status_since(entry, a);
      RC_ASSERT(since <= std::string_view(a));
      RC_ASSERT(since.empty() == (status_at(entry, a) == PolicyStatus::not_yet));
      if (!since.empty()) RC_ASSERT(status_at(entry, since) == status_at(entry, a));
      // What has ended stays so, whatever day is asked about later.
      if (!entry.to.empty() && a >= entry.to) RC_ASSERT(status_at(entry, b) == entry.ended);
    }
    RC_ASSERT(std::ranges::is_sorted(changes, {}, &PolicyChange::date));
  });
}

TEST_CASE("a day is one that exists") {
  CHECK(is_day("2024-02-29"));
  for (const char* wrong : {"", "2024", "2024-02", "2023-02-29", "2024-13-01", "2024-2-1",
                            "2024-02-01T00:00:00Z", "yesterday"}) {
    CAPTURE(wrong);
    CHECK_FALSE(is_day(wrong));
  }
}

}  // namespace
}  // namespace bartizan::share

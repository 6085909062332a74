// Published feeds, whole: every record is read, and what the worked examples say is found.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "assure/feeds/rows_test.h"

namespace bartizan::assure::feeds {
namespace {

constexpr base::Millis kNow = 1'800'000'000'000;

Collected read(const std::string& name) {
  const std::string path =
      std::string(std::getenv("BARTIZAN_TEST_DATA")) + "/vulnerabilities/" + name;
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(bytes.empty());
  const Collected out = collect(bytes, {}, kNow);
  CHECK(out.disbelieved == 0);
  return out;
}

TEST_CASE("PyPA's database") {
  const Collected out = read("pypa/osv.jsonl.gz");
  CHECK(out.advisories.size() == 2661);
  CHECK(out.tally.refused == 0);
  CHECK(std::ranges::count_if(out.advisories, [](const auto& a) { return a.withdrawn != 0; }) ==
        10);
  CHECK(std::ranges::all_of(out.advisories, [](const auto& a) {
    return std::ranges::all_of(a.affected, [](const auto& one) { return one.type == "pypi"; });
  }));
  CHECK(base::format_utc(out.tally.data_date()).starts_with("2024-10"));
}

TEST_CASE("Vulnrichment") {
  const Collected out = read("vulnrichment/sample.jsonl.gz");
  CHECK(out.advisories.size() == 1754);
  CHECK(out.tally.refused == 0);
  CHECK(std::ranges::count_if(out.advisories, [](const auto& a) { return a.withdrawn != 0; }) == 2);
  for (const record::SsvcPoints& points : out.ssvc) {
    const std::string& e = points.exploitation;
    const bool known = e == "none" || e == "public poc" || e == "active";
    CHECK(known);
    CHECK((points.automatable == "yes" || points.automatable == "no"));
    CHECK((points.technical_impact == "partial" || points.technical_impact == "total"));
  }
}

TEST_CASE("the worked examples of 2026") {
  const Collected first = read("cve-2026/CVE-2026-42208.json");
  REQUIRE(first.advisories.size() == 1);
  REQUIRE(first.advisories[0].affected.size() == 1);
  const record::Affected& litellm = first.advisories[0].affected[0];
  CHECK(litellm.name == "berriai:litellm");
  REQUIRE(litellm.ranges.size() == 1);
  CHECK(litellm.ranges[0].events ==
        std::vector<record::RangeEvent>{{record::EventKind::introduced, "1.81.16"},
                                        {record::EventKind::fixed, "1.83.7"}});
  CHECK(first.kevs.size() == 1);
  REQUIRE(first.ssvc.size() == 1);
  CHECK(first.ssvc[0].automatable == "yes");
  const Collected second = read("cve-2026/CVE-2026-42271.json");
  REQUIRE(second.kevs.size() == 1);
  CHECK(base::format_utc(second.kevs[0].added).starts_with("2026-06-08"));
}

TEST_CASE("KEV and AVID") {
  const Collected kev = read("kev/known_exploited_vulnerabilities.json");
  CHECK(kev.kevs.size() == 1404);
  CHECK(kev.tally.version == "2025.08.25");
  const Collected avid = read("avid/avid-cve-reports.jsonl.gz");
  CHECK(avid.advisories.size() == 1098);
  CHECK(std::ranges::all_of(avid.advisories, [](const auto& a) { return !a.aliases.empty(); }));
}

}  // namespace
}  // namespace bartizan::assure::feeds

// From the text of a feed to records: both halves together, without a worker between them.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "assure/feeds/age.h"
#include "assure/feeds/rows_test.h"
#include "assure/parse/feed/names.h"
#include "assure/parse/feed/records.h"
#include "base/time.h"

namespace bartizan::assure::feeds {
namespace {

using record::EventKind;
using record::RangeType;

constexpr base::Millis kNow = 1'800'000'000'000;

Collected read(std::string_view text, std::string_view options = {}) {
  return collect(text, options, kNow);
}

record::Affected versions_of(std::string_view product) {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto node = text::parse_json(product, budget);
  REQUIRE(node.has_value());
  record::Affected affected;
  feed::read_cve_versions(*node, affected);
  return affected;
}

// ">=1 <2 | =1.0 | !1.1": ranges, then what is listed, then what is not affected.
std::string shown(const record::Affected& affected) {
  std::string out;
  const auto add = [&](const std::string& one) { out += (out.empty() ? "" : " ") + one; };
  for (const record::AffectedRange& range : affected.ranges) {
    std::string text = "[";
    for (const record::RangeEvent& event : range.events) {
      text += (text.size() > 1 ? " " : "") +
              std::string(event.kind == EventKind::introduced ? ">="
                          : event.kind == EventKind::fixed    ? "<"
                          : event.kind == EventKind::limit    ? "limit"
                                                              : "<=") +
              event.version;
    }
    add(text + "]");
  }
  for (const std::string& version : affected.versions) add("=" + version);
  for (const std::string& version : affected.unaffected) add("!" + version);
  if (affected.every_version) add("all");
  return out;
}

std::string free_text(std::string_view text) {
  record::Affected affected;
  feed::read_version_text(text, affected);
  return shown(affected);
}

TEST_CASE("OSV: packages, ranges that begin at 0 twice, lists, what joins it with others") {
  const Collected read_ = read(R"({
    "id": "GHSA-1", "modified": "2024-01-02T03:04:05.678901Z", "published": "2024-01-01T00:00:00+02:00",
    "withdrawn": "2024-02-01T00:00:00Z", "summary": "A\n summary", "aliases": ["CVE-2024-0001", "GHSA-1", ""],
    "upstream": ["CVE-2024-0002"],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}, {"type": "Ubuntu", "score": "low"}],
    "database_specific": {"severity": "MODERATE", "cwe_ids": ["CWE-89", "CWE-89", "none"], "github_reviewed": true},
    "references": [{"type": "WEB", "url": "https://b.invalid"}, {"type": "ADVISORY", "url": "https://a.invalid"},
                   {"type": "WEB", "url": "javascript:1"}],
    "affected": [
      {"package": {"ecosystem": "PyPI", "name": "Lite.LLM"},
       "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1"}, {"introduced": "0"}, {"fixed": "2"}]},
                  {"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}],
       "versions": ["0.1", "0.2"]},
      {"package": {"ecosystem": "Debian:12", "name": "Pkg"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]},
      {"package": {"ecosystem": "Ubuntu:22.04:LTS", "name": "pkg"}, "versions": ["1"]},
      {"package": {"ecosystem": "Ubuntu:Pro:22.04:LTS", "name": "pkg"}, "versions": ["1"]},
      {"package": {"ecosystem": "Maven", "name": "org.a:b"}, "versions": ["1"]},
      {"package": {"ecosystem": "npm", "name": "@A/b"}, "versions": ["1"]},
      {"package": {"ecosystem": "Bitnami", "name": "Foo"}, "versions": ["1"]}]
})");
  REQUIRE(read_.advisories.size() == 1);
  const record::Advisory& a = read_.advisories[0];
  CHECK(a.modified == 1'704'164'645'678);
  CHECK(a.published == 1'704'060'000'000);
  CHECK(a.withdrawn == 1'706'745'600'000);
  CHECK(a.summary == "A");
  CHECK(a.aliases == std::vector<std::string>{"CVE-2024-0001"});
  CHECK(a.upstream == std::vector<std::string>{"CVE-2024-0002"});
  CHECK(a.severity_word == "medium");
  CHECK(a.severities == std::vector<std::string>{"CVSS:3.1/AV:N"});
  CHECK(a.cwes == std::vector<std::string>{"CWE-89"});
  CHECK(a.urls == std::vector<std::string>{"https://a.invalid", "https://b.invalid"});
  REQUIRE(a.affected.size() == 7);
  CHECK(a.affected[0].type == "pypi");
  CHECK(a.affected[0].name == "lite-llm");
  CHECK(shown(a.affected[0]) == "[>=0 <1 >=0 <2] [>=0] =0.1 =0.2");
  CHECK(a.affected[0].ranges[1].type == RangeType::git);
  CHECK(a.affected[1].distribution == "debian-12");
  CHECK(a.affected[2].distribution == "ubuntu-22.04");
  CHECK(a.affected[3].type == "osv:Ubuntu:Pro:22.04:LTS");
  CHECK(a.affected[4].name == "org.a:b");
  CHECK(a.affected[5].name == "@a/b");
  CHECK(a.affected[6].type == "osv:Bitnami");
  CHECK(a.affected[6].name == "Foo");
}

TEST_CASE("model advisories name repositories, revisions and hashes") {
  const std::string hash(64, 'A');
  const Collected read_ = read(R"({"id": "M-1", "modified": "2024-01-01T00:00:00Z", "affected": [
    {"package": {"ecosystem": "Model", "name": "x", "purl": "pkg:huggingface/Acme/tri%61ge@main"}, "versions": ["main"]},
    {"package": {"ecosystem": "Model", "name": "acme/other"}},
    {"ecosystem_specific": {"sha256": [")" +
                               hash + R"("]}}]})");
  REQUIRE(read_.advisories.size() == 1);
  const auto& affected = read_.advisories[0].affected;
  REQUIRE(affected.size() == 3);
  CHECK(affected[0].type == "huggingface");
  CHECK(affected[0].name == "Acme/triage");
  CHECK(shown(affected[0]) == "=main");
  CHECK(affected[1].every_version);
  CHECK(affected[2].sha256 == std::vector{std::string(64, 'a')});
  CHECK_FALSE(affected[2].every_version);
}

TEST_CASE("CVE: versions in all their forms") {
  CHECK(free_text(">= 1.81.16, < 1.83.7") == "[>=1.81.16 <1.83.7]");
  CHECK(free_text(">=1.0 <2.0") == "[>=1.0 <2.0]");
  CHECK(free_text("< 2.0") == "[>=0 <2.0]");
  CHECK(free_text("<= v2.0") == "[>=0 <=2.0]");
  CHECK(free_text("> 1.0, < 2.0") == "[>=1.0 <2.0] !1.0");
  CHECK(free_text(">= 2.0") == "[>=2.0]");
  CHECK(free_text("= 2.0") == "=2.0");
  CHECK(free_text("2.0") == "=2.0");
  CHECK(free_text("1.0, 1.1") == "=1.0 =1.1");
  CHECK(free_text("before version 88") == "[>=0 <88]");
  CHECK(free_text("All versions prior to 3.1.5") == "[>=0 <3.1.5]");
  CHECK(free_text("2.4.10 and prior") == "[>=0 <=2.4.10]");
  CHECK(free_text("1.11.0 to 1.11.2") == "[>=1.11.0 <=1.11.2]");
  CHECK(free_text("11.0.0 - 11.2.6") == "[>=11.0.0 <=11.2.6]");
  CHECK(free_text("7.x") == "[>=7 <8]");
  CHECK(free_text("all versions") == "all");
  CHECK(free_text("n/a").empty());
  CHECK(free_text("10 for 32-bit Systems") == "=10 for 32-bit Systems");

  CHECK(shown(versions_of(
            R"({"versions": [{"version": "1.0", "status": "affected", "lessThan": "1.5"},
      {"version": "0", "status": "affected", "lessThanOrEqual": "0.9"}]})")) ==
        "[>=1.0 <1.5] [>=0 <=0.9]");
  CHECK(shown(versions_of(R"({"versions": [{"version": "1.0", "status": "affected", "lessThan": "*",
      "changes": [{"at": "1.2", "status": "unaffected"}, {"at": "1.3", "status": "affected"}]}]})")) ==
        "[>=1.0 <1.2 >=1.3]");
  CHECK(shown(versions_of(R"({"defaultStatus": "affected"})")) == "all");
  CHECK(shown(versions_of(R"({"defaultStatus": "affected", "versions":
      [{"version": "2.0", "status": "unaffected"}]})")) == "[>=0] !2.0");
  CHECK(shown(versions_of(R"({"defaultStatus": "affected", "versions": [
      {"version": "0", "status": "unaffected", "lessThan": "4.2", "versionType": "custom"},
      {"version": "6.1.5", "status": "unaffected", "lessThanOrEqual": "6.1.*", "versionType": "custom"},
      {"version": "6.4", "status": "unaffected", "lessThanOrEqual": "*", "versionType": "custom"}]})")) ==
        "[>=4.2 <6.1.5 >=6.2 <6.4]");
}

TEST_CASE("CVE: products, CISA's containers, rejected records") {
  const Collected read_ =
      read(R"({"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-42208",
    "state": "PUBLISHED", "dateUpdated": "2026-05-08T17:10:47.563Z"}, "containers": {
    "cna": {"affected": [{"vendor": " BerriAI ", "product": "LiteLLM ", "versions": [{"version": ">= 1, < 2", "status": "affected"}]},
        {"vendor": "x", "product": "y", "collectionURL": "https://PyPI.org/project", "packageName": "Lite_LLM", "versions": [{"version": "1", "status": "affected"}]},
        {"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a", "status": "affected"}]}],
      "source": {"advisory": "GHSA-r75f-5x8p-qvmc"}, "metrics": [{"cvssV3_1": {"baseScore": 9.8, "baseSeverity": "CRITICAL", "vectorString": "CVSS:3.1/AV:N"}}],
      "descriptions": [{"lang": "es", "value": "hola"}, {"lang": "en-US", "value": "hello"}]},
    "adp": [{"affected": [{"vendor": "berriai", "product": "litellm", "versions": [{"version": "9", "status": "affected"}]},
                          {"vendor": "litellm", "product": "litellm", "versions": [{"version": "9", "status": "affected"}]}],
      "metrics": [{"other": {"type": "ssvc", "content": {"options": [{"Exploitation": "Active"}, {"Automatable": "YES"}, {"Technical Impact": "total"}], "version": "2.0.3", "timestamp": "2026-05-08T17:09:36.616465Z"}}}],
      "references": [{"url": "https://www.cisa.gov/known-exploited-vulnerabilities-catalog?field_cve=CVE-2026-42208"}]}]}})");
  REQUIRE(read_.advisories.size() == 1);
  const record::Advisory& a = read_.advisories[0];
  CHECK(a.aliases == std::vector<std::string>{"GHSA-r75f-5x8p-qvmc"});
  CHECK(a.summary == "hello");
  CHECK(a.cvss == 9.8);
  CHECK(a.severity_word == "critical");
  REQUIRE(a.affected.size() == 3);
  CHECK(a.affected[0].name == "berriai:litellm");
  CHECK(a.affected[1].type == "pypi");
  CHECK(a.affected[1].name == "lite-llm");
  CHECK(a.affected[2].name == "litellm:litellm");
  REQUIRE(read_.kevs.size() == 1);
  CHECK(read_.kevs[0].added == 0);
  REQUIRE(read_.ssvc.size() == 1);
  CHECK(read_.ssvc[0].exploitation == "active");
  CHECK(read_.ssvc[0].automatable == "yes");
  CHECK(read_.tally.records == std::array<std::uint64_t, 5>{0, 1, 0, 0, 0});
  const Collected rejected =
      read(R"({"cveMetadata": {"cveId": "CVE-2024-0001", "state": "REJECTED"},
      "containers": {"cna": {"rejectedReasons": [{"lang": "en", "value": "not one"}]}}})");
  REQUIRE(rejected.advisories.size() == 1);
  CHECK(rejected.advisories[0].withdrawn > 0);
  const Collected other =
      read(R"({"cveMetadata": {"cveId": "CVE-2024-0001"}, "containers": {"adp": [
      {"references": [{"url": "https://www.cisa.gov/known-exploited-vulnerabilities-catalog?field_cve=CVE-2024-0002"},
                      {"url": "https://evil.invalid/known-exploited-vulnerabilities-catalog"}]}]}})");
  CHECK(other.kevs.empty());
}

TEST_CASE("KEV, EPSS and AVID") {
  const Collected kev =
      read(R"({"catalogVersion": "2025.08.25", "dateReleased": "2025-08-25T17:01:00Z",
    "vulnerabilities": [{"cveID": "CVE-2024-0001", "dateAdded": "2024-02-03", "dueDate": "2024-02-24",
    "knownRansomwareCampaignUse": "Known"}, {"cveID": "none"}]})");
  REQUIRE(kev.kevs.size() == 1);
  CHECK(kev.kevs[0].ransomware);
  CHECK(kev.kevs[0].due == "2024-02-24");
  CHECK(kev.tally.version == "2025.08.25");
  CHECK(base::format_utc(kev.tally.data_date()) == "2025-08-25T17:01:00.000Z");
  CHECK(kev.tally.refused == 1);

  const Collected epss = read(
      "#model_version:v2025.03.14,score_date:2025-08-25T12:55:00Z\ncve,epss,percentile\n"
      "CVE-2024-0001,0.00043,0.1\nCVE-2024-0002,2,0.1\nCVE-2024-0003,1,1\n");
  REQUIRE(epss.scores.size() == 2);
  CHECK(epss.scores[0] == record::EpssScore{"CVE-2024-0001", 0.00043, 0.1, "2025-08-25", ""});
  CHECK(epss.tally.refused == 1);
  CHECK(epss.tally.version == "v2025.03.14");

  const Collected avid =
      read(R"([{"data_type": "AVID", "metadata": {"report_id": "AVID-2026-R0001"},
    "affects": {"developer": ["Hugging Face"], "deployer": ["Hugging Face"], "artifacts": [{"type": "Model", "name": "acme/triage"}, {"type": "System", "name": "Chat GPT"}]},
    "problemtype": {"description": {"value": "Vulnerability CVE-2024-0132"}}, "description": {"value": "words"}, "reported_date": "2024-09-26"}])");
  REQUIRE(avid.advisories.size() == 1);
  CHECK(avid.advisories[0].aliases == std::vector<std::string>{"CVE-2024-0132"});
  CHECK(avid.advisories[0].affected[0].type == "huggingface");
  CHECK(avid.advisories[0].affected[1].type == "avid");
}

TEST_CASE("an odd record silences nothing") {
  // An ecosystem in other letters, a range without a beginning, withdrawn at no time.
  const Collected osv = read(R"({"id":"A-1","modified":"2024-01-01T00:00:00Z","withdrawn":"soon",
    "affected":[{"package":{"ecosystem":"pypi","name":"x"},
                 "ranges":[{"type":"ECOSYSTEM","events":[{"fixed":"2"}]}]}]})");
  REQUIRE(osv.advisories.size() == 1);
  CHECK(osv.advisories[0].withdrawn == 0);
  REQUIRE(osv.advisories[0].affected.size() == 1);
  CHECK(osv.advisories[0].affected[0].type == "pypi");
  CHECK(shown(osv.advisories[0].affected[0]) == "[>=0 <2]");
  // What is exploited stays so where nobody can read since when.
  const Collected kev = read(R"({"catalogVersion": "1", "vulnerabilities": [
    {"cveID": "CVE-2024-0001", "dateAdded": "2024"}, {"cveID": "CVE-2024-0002", "dateAdded": "soon"}]})");
  REQUIRE(kev.kevs.size() == 2);
  for (const record::KevEntry& entry : kev.kevs) CHECK(entry.added == 0);
}

TEST_CASE("what is broken takes nothing else with it") {
  const std::string one = R"({"id":"A-1","modified":"2024-01-01T00:00:00Z"})";
  const std::string two = R"({"id":"A-2","modified":"2024-01-01T00:00:00Z"})";
  CHECK(read(one + "\n{\"id\": \"A-\n" + two + "\n").advisories.size() == 2);
  CHECK(read("[" + one + ", {\"id\": 3, nonsense}, " + two + "]").advisories.size() == 2);
  CHECK(read("[" + one + ", " + two).advisories.size() == 2);
  CHECK(read("[" + one + ", " + two).tally.refused == 1);
  CHECK(read(one + two).advisories.size() == 2);
  CHECK(read("{\"vulns\": [" + one + "," + two + "]}").advisories.size() == 2);
  CHECK(read("\xef\xbb\xbf" + one).advisories.size() == 1);
  CHECK(read("").tally.all() == 0);
  CHECK(read("hello").tally.others == 1);
  CHECK(read(one, "kind=cve").advisories.empty());
  CHECK(read(one, "kind=cve").tally.refused == 1);
  // Every worker reads its part, and together they read everything.
  CHECK(read(one + "\n" + two + "\n" + one, "part=1/2").advisories.size() == 2);
  CHECK(read(one + "\n" + two + "\n" + one, "part=2/2").advisories.size() == 1);
  // A record in which one range is too long is refused whole.
  std::string events;
  for (int i = 0; i < 10'001; ++i) events += R"({"introduced":"1"},)";
  events.pop_back();
  const Collected large =
      read(R"({"id":"A-3","modified":"2024-01-01T00:00:00Z","affected":[{"package":)"
           R"({"ecosystem":"npm","name":"x"},"ranges":[{"events":[)" +
           events + "]}]}]}\n" + one);
  CHECK(large.advisories.size() == 1);
  CHECK(large.tally.refused == 1);
}

TEST_CASE("a long string is passed over without being held") {
  std::string text = R"({"id":"A-1","modified":"2024-01-01T00:00:00Z"})";
  text += "\n{\"id\":\"" + std::string(40 << 20, 'x') + "\"}\n" +
          R"({"id":"A-2","modified":"2024-01-01T00:00:00Z"})";
  const Collected read_ = read(text);
  CHECK(read_.advisories.size() == 2);
  REQUIRE(read_.tally.refusals.size() == 1);
  CHECK(read_.tally.refusals[0].why == "is larger than 16 MiB");
}

TEST_CASE("times as feeds write them") {
  CHECK(feed::read_time("1970-01-02") == 86'400'000);
  CHECK(feed::read_time("2012-12-29T00:00:00") == 1'356'739'200'000);
  CHECK(feed::read_time("2024-08-06T20:50:16.917Z") == 1'722'977'416'917);
  CHECK(feed::read_time("2024-01-01T01:00:00+0100") == 1'704'067'200'000);
  for (const char* text : {"", "x", "2024", "2024-13-01", "2024-01-01T", "2024-01-01T00:00:00.Z",
                           "1969-01-01", "2024-01-01T00:00:00Zx", "2024-01-01T00:00:00+1"}) {
    CHECK(feed::read_time(text) == 0);
  }
}

TEST_CASE("a feed is stale when it was imported long ago, its data are old, or a clock is wrong") {
  constexpr base::Millis kDay = 86'400'000;
  record::Feed feed;
  feed.id = "kev";
  feed.kind = record::FeedKind::kev;
  feed.imported = feed.data_date = kNow;
  CHECK_FALSE(age_of(feed, kNow).stale);
  CHECK_FALSE(age_of(feed, kNow + 2 * kDay).stale);
  CHECK(age_of(feed, kNow + 3 * kDay + 1).sentence.starts_with("imported 3 days ago (limit 2)") ==
        false);
  CHECK(age_of(feed, kNow + 3 * kDay).stale);
  feed.data_date = kNow - 15 * kDay;
  CHECK(age_of(feed, kNow).sentence.contains("15 days ago (limit 14 days)"));
  feed.data_date = kNow + 2 * kDay;
  CHECK(age_of(feed, kNow).stale);
  CHECK(age_of(feed, kNow).future);
  feed.data_date = 0;
  CHECK_FALSE(age_of(feed, kNow).stale);
  feed.imported = kNow + 2 * kDay;
  CHECK(age_of(feed, kNow).future);
}

TEST_CASE("a row that the parser cannot have written is not believed") {
  for (const auto& [kind, fields] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"advisory", {"A-1"}},
           {"advisory", {"A 1", "0", "0", "0", "", "", "0", "", "osv"}},
           {"advisory", {"A-1", "-1", "0", "0", "", "", "0", "", "osv"}},
           {"advisory", {"A-1", "0", "0", "0", "", "huge", "0", "", "osv"}},
           {"advisory", {"A-1", "0", "0", "0", "", "", "nan", "", "osv"}},
           {"advisory", {"A-1", "0", "0", "0", "", "", "0", "", "other"}},
           {"end", {}},
           {"range", {"ecosystem", "introduced", "0"}},
           {"kev", {"CVE-1", "0", "", "", "", "", "", ""}},
           {"epss", {"CVE-2024-0001", "2", "0"}},
           {"epss", {"CVE-2024-0001", "0"}},
           {"unknown", {}}}) {
    Collected out;
    Rows rows(out, kNow);
    rows.row({kind, fields});
    rows.end();
    CHECK(rows.disbelieved() == 1);
    CHECK(out.advisories.empty());
    CHECK(out.kevs.empty());
    CHECK(out.scores.empty());
  }
  Collected out;
  Rows rows(out, kNow);
  rows.row({"advisory", {"A-1", "0", "0", "0", "", "", "0", "", "osv"}});
  rows.end();
  CHECK(rows.tally().refused == 1);
  CHECK(out.advisories.empty());
}

}  // namespace
}  // namespace bartizan::assure::feeds

// What was decided here comes back as it was said when others' readers read it.
#include "assure/vex/write.h"

#include <doctest/doctest.h>

#include "assure/decide/case.h"
#include "assure/vex/import_test.h"

namespace bartizan::assure::vex {
namespace {

using record::CaseState;
using record::VexStatus;

constexpr base::Millis kNow = 1'795'000'000'000;

Decided decided(const char* advisory, CaseState state) {
  Decided one;
  one.known.system = "found_a";
  one.known.system_name = "app\xff";
  one.known.component = "pkg:pypi/litellm@1.82.0";
  one.known.advisory = advisory;
  one.known.id = decide::case_id("found_a", one.known.component, advisory);
  one.known.fixed_in = "1.83.7";
  one.known.first_seen = kNow;
  one.known.due = kNow + 1;
  one.known.state = state;
  one.history = {{one.known.id, kNow + 5000, "A. Person", "state", "open",
                  std::string(record::name(state)), "because"}};
  return one;
}

std::vector<Decided> all(const record::VexStatement& word) {
  std::vector<Decided> list{
      decided("CVE-2026-1", CaseState::open), decided("CVE-2026-2", CaseState::accepted),
      decided("CVE-2026-3", CaseState::fixed), decided("CVE-2026-4", CaseState::not_affected),
      decided("CVE-2026-5", CaseState::investigating)};
  list[1].known.until = kNow;
  list[3].word = &word;
  Decided strange = decided("CVE-2026-6", CaseState::open);
  strange.known.component = "runtime:vllm/vllm openai@v0.6";
  strange.known.fixed_in.clear();
  strange.known.due = 0;
  list.push_back(strange);
  return list;
}

TEST_CASE("OpenVEX round trip") {
  record::VexStatement word;
  word.justification = "vulnerable_code_not_in_execute_path";
  word.impact = "never called\n\xff";
  word.author = "Vendor";
  const auto list = all(word);
  const WriteOptions options{"Clinic IT", "", "", "Bartizan 0", kNow};
  const Written written = write_openvex(list, options);
  REQUIRE(written.losses.size() == 1);
  const Imported back = import_text(written.text, "", kNow + 10'000);
  CHECK(back.notes.empty());
  CHECK(back.author == "Clinic IT");
  REQUIRE(back.statements.size() == list.size());
  const auto& s = back.statements;
  CHECK(s[0].status == VexStatus::affected);
  CHECK(s[0].action == "upgrade to 1.83.7 or later, by 2026-11-18");
  CHECK(s[0].products == std::vector<std::string>{"urn:bartizan:found_a"});
  CHECK(s[0].subcomponents == std::vector<std::string>{"pkg:pypi/litellm@1.82.0"});
  CHECK(s[1].action == "accepted by A. Person until 2026-11-18: because");
  CHECK(s[2].status == VexStatus::fixed);
  CHECK(s[3].status == VexStatus::not_affected);
  CHECK(s[3].justification == word.justification);
  CHECK(s[4].action.find("investigation") != std::string::npos);
  CHECK(s[5].subcomponents[0].find(' ') == std::string::npos);
  CHECK(base::format_utc(s[2].at) == "2026-11-18T11:06:45.000Z");
  CHECK(write_openvex(list, options).text == written.text);
}

TEST_CASE("CycloneDX round trip") {
  record::VexStatement word;
  word.justification = "vulnerable_code_cannot_be_controlled_by_adversary";
  const auto list = all(word);
  const Written written = write_cyclonedx(list, {"Clinic IT", "", "", "Bartizan 0", kNow});
  CHECK(written.losses.size() == 2);
  const Imported back = import_text(written.text, "found_a", kNow + 10'000);
  CHECK(back.notes.empty());
  REQUIRE(back.statements.size() == list.size());
  const auto& s = back.statements;
  CHECK(s[0].status == VexStatus::affected);
  CHECK(s[0].products == std::vector<std::string>{"pkg:pypi/litellm@1.82.0"});
  CHECK(s[2].status == VexStatus::fixed);
  CHECK(s[3].status == VexStatus::not_affected);
  CHECK(s[3].justification == word.justification);
  CHECK(s[3].impact.find("requires_environment") != std::string::npos);
}

TEST_CASE("a case that nobody excused any more keeps its reason") {
  const Decided one = decided("CVE-2026-4", CaseState::not_affected);
  const record::VexStatement s = statement_of(one, "pkg:oci/app");
  CHECK(s.impact == "because");
  CHECK(s.products == std::vector<std::string>{"pkg:oci/app"});
  CHECK(refusal(s).empty());
}

}  // namespace
}  // namespace bartizan::assure::vex

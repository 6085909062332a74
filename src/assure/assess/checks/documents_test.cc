// Documents: that a file is there proves nothing of what it should say.
#include "assure/assess/checks/documents.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;  // 2026-11-18
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

Evidence file(std::string name, std::vector<record::EvidenceFact> facts) {
  Evidence e;
  e.kind = EvidenceKind::file;
  e.system = "found_a";
  e.subject = "/srv/app/" + name;
  e.name = std::move(name);
  e.at = kNow - kDay;
  e.expires = kNow + 6 * kDay;
  std::sort(facts.begin(), facts.end());
  e.facts = std::move(facts);
  e.id = record::evidence_id(e);
  return e;
}

Outcome run(std::string_view check, const std::vector<Evidence>& evidence) {
  return run_check(check, {"found_a", evidence, kNow, {}});
}

Evidence policy(std::vector<record::EvidenceFact> facts) {
  facts.push_back({"role", "security-policy"});
  return file("SECURITY.md", std::move(facts));
}

Evidence txt(std::string contacts, std::string fields, std::string expires) {
  return file("security.txt", {{"role", "security-txt"},
                               {"contacts", std::move(contacts)},
                               {"expires-fields", std::move(fields)},
                               {"expires", std::move(expires)}});
}

TEST_CASE("an empty document is none, and one that was not read is unknown") {
  for (const auto& [check, role] : {std::pair{"security-policy", "security-policy"},
                                    {"security-txt", "security-txt"},
                                    {"lock-file", "lock-file"},
                                    {"licence-file", "licence"},
                                    {"threat-model-file", "threat-model"},
                                    {"acceptable-use-file", "acceptable-use"},
                                    {"incident-playbook-file", "incident-playbook"},
                                    {"release-notes", "changelog"}}) {
    CAPTURE(check);
    const Outcome empty = run(check, {file("x", {{"role", role}, {"empty", "yes"}})});
    CHECK(empty.holds == Holds::no);
    CHECK(empty.why == "x is empty");
    CHECK(empty.against == std::vector<std::string>{"x"});
    CHECK(run(check, {file("x", {{"role", role}, {"unread", "yes"}})}).holds == Holds::unknown);
    // Nothing is known of what it says.
    const Outcome bare = run(check, {file("x", {{"role", role}})});
    if (std::string_view(role) == "security-policy" || std::string_view(role) == "security-txt" ||
        std::string_view(role) == "lock-file") {
      CHECK(bare.holds != Holds::yes);
    } else {
      CHECK(bare.holds == Holds::yes);
    }
  }
}

TEST_CASE("a security policy says how to report") {
  CHECK(run("security-policy", {policy({{"reporting", "yes"}})}).why ==
        "SECURITY.md says how to report a weakness");
  CHECK(run("security-policy", {policy({{"reporting", "no"}})}).holds == Holds::no);
  // One good one is enough.
  CHECK(
      run("security-policy", {policy({{"empty", "yes"}}), policy({{"reporting", "yes"}})}).holds ==
      Holds::yes);
}

TEST_CASE("a security.txt has a contact and one expiry that is to come") {
  const Outcome good = run("security-txt", {txt("1", "1", "2026-11-20T00:00:00.000Z")});
  CHECK(good.holds == Holds::yes);
  CHECK(good.why == "security.txt names a contact and expires on 2026-11-20");
  // The answer falls on the day on which it expires, though the reading counts longer.
  CHECK(good.expires == base::parse_utc("2026-11-20"));
  CHECK(run("security-txt", {txt("1", "1", "2027-11-20T00:00:00.000Z")}).expires ==
        kNow + 6 * kDay);
  const auto why = [](const Evidence& piece) {
    const Outcome outcome = run("security-txt", {piece});
    CHECK(outcome.holds == Holds::no);
    return outcome.why;
  };
  CHECK(why(txt("1", "1", "2026-01-01T00:00:00.000Z")) == "security.txt expired on 2026-01-01");
  CHECK(why(txt("1", "1", base::format_utc(kNow))).find("expired on") != std::string::npos);
  CHECK(why(txt("0", "1", "2027-01-01T00:00:00.000Z")).find("names no contact") !=
        std::string::npos);
  CHECK(why(txt("1", "0", "")) == "security.txt does not say when it expires");
  CHECK(why(txt("1", "2", "")) == "security.txt says 2 times when it expires");
  CHECK(why(txt("1", "1", "")).find("RFC 3339") != std::string::npos);
}

TEST_CASE("a lock file fixes a package") {
  const auto lock = [](std::vector<record::EvidenceFact> facts) {
    facts.push_back({"role", "lock-file"});
    return run("lock-file", {file("poetry.lock", std::move(facts))});
  };
  CHECK(lock({{"entries", "12"}}).why == "poetry.lock fixes 12 packages");
  CHECK(lock({{"entries", "0"}}).holds == Holds::no);
  CHECK(lock({}).holds == Holds::unknown);
}

}  // namespace
}  // namespace bartizan::assure::assess

// Checks: every one has words, and what nobody examined is never taken for granted.
#include "assure/assess/check.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "assure/assess/framework.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

Evidence piece(EvidenceKind kind, std::string subject, std::vector<record::EvidenceFact> facts,
               base::Millis at = kNow - kDay) {
  Evidence e;
  e.kind = kind;
  e.system = "found_a";
  e.subject = subject;
  e.name = subject;
  e.producer = "test 1";
  e.at = at;
  e.expires = at + 7 * kDay;
  std::sort(facts.begin(), facts.end());
  e.facts = std::move(facts);
  e.id = record::evidence_id(e);
  return e;
}

Evidence scanned(std::string path, std::string verdict, base::Millis at = kNow - kDay) {
  Evidence e =
      piece(EvidenceKind::scan, std::move(path),
            {{"verdict", std::move(verdict)}, {"coverage", "complete"}, {"depth", "content"}}, at);
  e.sha256 = std::string(64, 'a');
  return e;
}

Outcome run(std::string_view check, const std::vector<Evidence>& evidence,
            std::string system = "found_a") {
  return run_check(check, {std::move(system), evidence, kNow, {}});
}

TEST_CASE("checks in code and words in the catalogue are the same") {
  std::set<std::string> code, catalogue;
  for (const NamedCheck& check : checks()) {
    CHECK_MESSAGE(code.emplace(check.id).second, check.id << " is listed twice");
  }
  for (const CheckText& text : check_texts()) catalogue.insert(text.id);
  for (const std::string& id : code) {
    CHECK_MESSAGE(catalogue.contains(id), id << " has no words in catalogs/frameworks/checks.toml");
  }
  for (const std::string& id : catalogue) {
    CHECK_MESSAGE(code.contains(id), id << " is in checks.toml and not in check.cc");
  }
}

TEST_CASE("every check that a framework names is one") {
  for (const Framework& framework : frameworks()) {
    for (const Requirement& requirement : framework.requirements) {
      for (const std::string& reference : requirement.checks) {
        CAPTURE(framework.id);
        CAPTURE(requirement.id);
        CAPTURE(reference);
        CHECK(run(reference, {}).why.find("knows no check") == std::string::npos);
      }
    }
  }
}

TEST_CASE("without evidence no check holds, and each says why") {
  for (const NamedCheck& check : checks()) {
    CAPTURE(check.id);
    const std::string reference =
        std::string(check.id) + (check.id == "inventory-field" ? ":have_ato=Yes" : "");
    for (const std::string system : {"", "found_a"}) {
      const Outcome outcome = run(reference, {}, system);
      CHECK(outcome.holds != Holds::yes);
      CHECK(outcome.holds != Holds::not_applicable);
      CHECK_FALSE(outcome.why.empty());
      CHECK(outcome.evidence.empty());
    }
  }
}

TEST_CASE("the worst model file decides, and an old reading is none") {
  CHECK(run("models-clean", {scanned("/m/a.pt", "clean")}).why ==
        "the model file is free of findings");
  const Outcome bad =
      run("models-clean", {scanned("/m/a.pt", "clean"), scanned("/m/b.pt", "malicious")});
  CHECK(bad.holds == Holds::no);
  CHECK(bad.why == "1 of 2 model files is not clean");
  CHECK(bad.against == std::vector<std::string>{"/m/b.pt"});
  CHECK(bad.evidence.size() == 2);
  const Outcome open =
      run("models-clean", {scanned("/m/a.pt", "clean"), scanned("/m/b.pt", "incomplete")});
  CHECK(open.holds == Holds::unknown);
  const Outcome old = run("models-clean", {scanned("/m/a.pt", "clean", kNow - 8 * kDay)});
  CHECK(old.holds == Holds::unknown);
  CHECK(old.why.find("last examined too long ago") != std::string::npos);
  // What was bad stays bad until it is looked at again.
  CHECK(run("models-clean", {scanned("/m/a.pt", "malicious", kNow - 8 * kDay)}).holds == Holds::no);
}

TEST_CASE("evidence of another system proves nothing about this one") {
  Evidence other = scanned("/m/a.pt", "clean");
  other.system = "found_b";
  CHECK(run("models-clean", {other}).holds == Holds::unknown);
  CHECK(run("models-clean", {other}, "").holds == Holds::yes);
}

TEST_CASE("a signature counts for the bytes that it was verified over") {
  Evidence signature = piece(EvidenceKind::signature, "/m",
                             {{"valid", "yes"}, {"type", "model"}, {"signer", "key"}});
  CHECK(run("models-signed", {scanned("/m/a.pt", "clean"), signature}).holds == Holds::yes);
  CHECK(run("models-signed", {scanned("/models/a.pt", "clean"), signature}).holds == Holds::no);
  CHECK(run("models-signed", {scanned("/m/a.pt", "clean")}).holds == Holds::unknown);
  signature.facts.insert(signature.facts.begin(), {"changed-since", "yes"});
  const Outcome changed = run("models-signed", {scanned("/m/a.pt", "clean"), signature});
  CHECK(changed.holds == Holds::no);
  CHECK(run("models-unchanged", {scanned("/m/a.pt", "clean"), signature}).holds == Holds::no);
}

TEST_CASE("numbers of a reading become sentences") {
  const auto read = [](std::vector<record::EvidenceFact> facts) {
    return piece(EvidenceKind::discovery, "/srv/app", std::move(facts));
  };
  const Outcome two = run(
      "models-licensed",
      {read({{"models", "7"}, {"unlicensed-models", "2"}, {"unlicensed-models:names", "a; b"}})});
  CHECK(two.holds == Holds::no);
  CHECK(two.why == "2 of 7 models are without a known licence");
  CHECK(two.against == std::vector<std::string>{"a", "b"});
  CHECK(run("models-licensed", {read({{"models", "7"}, {"unlicensed-models", "0"}})}).why ==
        "all 7 models are under a known licence");
  CHECK(run("models-licensed", {read({{"models", "0"}, {"unlicensed-models", "0"}})}).holds ==
        Holds::not_applicable);
  CHECK(run("models-licensed", {read({{"models", "7"}})}).holds == Holds::unknown);
  CHECK(run("no-secrets", {read({{"literal-keys", "2"}})}).why == "2 keys are in its files");
  CHECK(run("models-scanned", {read({{"local-models", "0"}})}).holds == Holds::not_applicable);
  CHECK(run("models-scanned",
            {read({{"local-models", "2"}, {"unscanned-models", "1"}}), scanned("/m/a.pt", "clean")})
            .holds == Holds::no);
}

TEST_CASE("a document is missing only where somebody looked for it") {
  const Evidence read = piece(EvidenceKind::discovery, "/srv/app", {{"documents", "4"}});
  const Evidence blind = piece(EvidenceKind::discovery, "/srv/app", {});
  const Evidence file =
      piece(EvidenceKind::file, "/srv/app/SECURITY.md", {{"role", "security-policy"}});
  CHECK(run("security-policy", {read, file}).holds == Holds::yes);
  CHECK(run("security-policy", {read}).holds == Holds::no);
  CHECK(run("security-policy", {blind}).holds == Holds::unknown);
}

TEST_CASE("an answer of the inventory is compared with what is asked") {
  const Evidence record =
      piece(EvidenceKind::inventory, "system_a",
            {{"field:have_ato", "Yes"}, {"field:hi_appeal_process", "Planned"}, {"missing", "0"}});
  CHECK(run("inventory-field:have_ato=Yes", {record}).holds == Holds::yes);
  CHECK(run("inventory-field:have_ato=No|yes", {record}).holds == Holds::yes);
  CHECK(run("inventory-field:hi_appeal_process=Yes", {record}).holds == Holds::no);
  CHECK(run("inventory-field:hi_appeal_process=*", {record}).holds == Holds::yes);
  CHECK(run("inventory-field:pia_url=*", {record}).why ==
        "the inventory has no answer for pia_url");
  CHECK(run("inventory-complete", {record}).holds == Holds::yes);
}

TEST_CASE("records of readiness are overdue from their next date on") {
  Evidence drill = piece(EvidenceKind::readiness, "r1",
                         {{"type", "exercise"}, {"on", "2026-01-10"}, {"next", "2027-01-10"}});
  drill.system.clear();
  drill.expires = 0;
  CHECK(run("exercise-recent", {drill}).holds == Holds::yes);
  drill.facts = {{"next", "2026-06-10"}, {"on", "2026-01-10"}, {"type", "exercise"}};
  const Outcome late = run("exercise-recent", {drill});
  CHECK(late.holds == Holds::no);
  CHECK(late.why ==
        "the last exercise of an incident was on 2026-01-10, the next was due on 2026-06-10");
}

}  // namespace
}  // namespace bartizan::assure::assess

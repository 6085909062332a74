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
  // What changed a moment ago was not examined long ago.
  Evidence changed = scanned("/m/a.pt", "clean", kNow - 1);
  changed.expires = kNow;
  CHECK(run("models-clean", {changed}).why.find(", and is not known to be the same since") !=
        std::string::npos);
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
  const Evidence model = scanned("/m/a.pt", "clean");
  const auto signature = [&](record::EvidenceFact covers, std::string names,
                             record::EvidenceFact more = {"signer", "key"}) {
    return piece(EvidenceKind::signature, "/m",
                 {{"valid", "yes"},
                  {"type", "model"},
                  std::move(covers),
                  {"signed:names", std::move(names)},
                  std::move(more)});
  };
  const std::string b(64, 'b');
  const Evidence good =
      signature({"covers:sha256", b + " " + model.sha256}, b + " b.pt; " + model.sha256 + " a.pt");
  CHECK(run("models-signed", {model, good}).holds == Holds::yes);
  CHECK(run("models-unchanged", {model, good}).holds == Holds::yes);
  CHECK(run("models-signed", {model}).holds == Holds::unknown);
  // It lies in the folder and is not among what was signed: ignored by the signer, or newer.
  const Evidence other = signature({"covers:sha256", b}, b + " b.pt");
  CHECK(run("models-signed", {model, other}).holds == Holds::no);
  CHECK(run("models-unchanged", {model, other}).holds == Holds::unknown);
  // Parts are signed: the name counts while nothing has changed.
  const auto in_parts = [&](std::string names, record::EvidenceFact more = {"signer", "key"}) {
    return signature({"covers:names", names}, "- " + names, std::move(more));
  };
  CHECK(run("models-signed", {model, in_parts("a.pt")}).holds == Holds::yes);
  CHECK(run("models-signed", {model, in_parts("b.pt")}).holds == Holds::no);
  const Evidence changed = in_parts("a.pt", {"changed-since", "yes"});
  CHECK(run("models-signed", {model, changed}).holds == Holds::no);
  CHECK(run("models-unchanged", {model, changed}).holds == Holds::no);
  // The same bytes under another name, and two signed files that changed places.
  Evidence copy = scanned("/m/c.pt", "clean");
  CHECK(run("models-signed", {model, copy, good}).holds == Holds::no);
  CHECK(run("models-signed", {model, copy, good}).against == std::vector<std::string>{"/m/c.pt"});
  Evidence swapped = scanned("/m/a.pt", "clean");
  swapped.sha256 = b;
  CHECK(run("models-signed", {swapped, good}).holds == Holds::no);
  // A signature that is not there any more vouches for nothing.
  const Evidence gone = signature({"covers:sha256", model.sha256}, model.sha256 + " a.pt",
                                  {"differs", "the signature model.sig is not there any more"});
  const Outcome unsigned_now = run("models-signed", {model, gone});
  CHECK(unsigned_now.holds == Holds::no);
  CHECK(unsigned_now.why ==
        "the model file is without a verified signature: the signature model.sig is "
        "not there any more");
  CHECK(run("models-unchanged", {model, gone}).holds == Holds::unknown);
}

TEST_CASE("what no scan has read is not among all model files") {
  const Evidence scan = scanned("/m/a.pt", "clean");
  const auto read = [](const char* unscanned) {
    return piece(EvidenceKind::discovery, "/m",
                 {{"local-models", "2"},
                  {"unscanned-models", unscanned},
                  {"unscanned-models:names", "evil.pkl"}});
  };
  for (const char* check :
       {"models-clean", "models-complete", "models-hashed", "models-safe-format"}) {
    CAPTURE(check);
    CHECK(run(check, {read("0"), scan}).holds == Holds::yes);
    const Outcome part = run(check, {read("1"), scan});
    CHECK(part.holds == Holds::unknown);
    CHECK(part.why == "1 of 2 model files was never scanned: bartizan scan PATH");
    CHECK(part.against == std::vector<std::string>{"evil.pkl"});
    const Outcome excluded =
        run(check,
            {read("0"), scan,
             piece(EvidenceKind::configuration, "/m/evil.pkl",
                   {{"type", "left-out"}, {"left-out", "1"}, {"left-out:names", "/m/evil.pkl"}})});
    CHECK(excluded.holds == Holds::unknown);
    CHECK(excluded.against == std::vector<std::string>{"/m/evil.pkl"});
  }
  // What is bad is bad, whatever else was not read.
  CHECK(run("models-clean", {read("1"), scanned("/m/a.pt", "malicious")}).holds == Holds::no);
}

TEST_CASE("a gate proves something of what it judged, where it stops what does harm") {
  const Evidence scan = scanned("/m/a.pt", "clean");
  const auto gate = [&](std::string stops, std::string left_out, std::string covers) {
    return piece(EvidenceKind::gate, "/m",
                 {{"outcome", "passed"},
                  {"policy", "lax"},
                  {"stops-malicious", std::move(stops)},
                  {"left-out", std::move(left_out)},
                  {"covers:sha256", std::move(covers)},
                  {"waived-malicious", "0"}});
  };
  CHECK(run("gate-passed", {scan, gate("yes", "0", scan.sha256)}).holds == Holds::yes);
  CHECK(run("gate-passed", {scan, gate("no", "0", scan.sha256)}).holds == Holds::unknown);
  CHECK(run("gate-passed", {scan, gate("yes", "1", scan.sha256)}).holds == Holds::unknown);
  CHECK(run("gate-passed", {scan, gate("yes", "0", std::string(64, 'b'))}).holds == Holds::unknown);
  // What it let through is malicious, by a waiver or not.
  const Evidence bad = scanned("/m/a.pt", "malicious");
  CHECK(run("gate-passed", {bad, gate("yes", "0", bad.sha256)}).why ==
        "the gate let /m/a.pt through, which is malicious");
  Evidence waived = gate("yes", "0", scan.sha256);
  *std::ranges::find(waived.facts, "waived-malicious", &record::EvidenceFact::key) = {
      "waived-malicious", "1"};
  const Outcome by_waiver = run("gate-passed", {scan, waived});
  CHECK(by_waiver.holds == Holds::unknown);
  CHECK(by_waiver.why.starts_with("the gate passed /m by a waiver for 1 malicious file"));
  // What failed is said before what nobody looked at, and one that left it out takes nothing back.
  const Evidence failed = piece(EvidenceKind::gate, "/m/a.pt", {{"outcome", "failed"}});
  CHECK(run("gate-passed", {scan, failed, gate("yes", "1", scan.sha256)}).holds == Holds::no);
  Evidence partly = gate("yes", "1", scan.sha256);
  partly.facts.push_back({"failed-before", "2"});
  partly.facts.push_back({"failed-before:names", "b.pt; c\\; d.pt"});
  const Outcome left_out = run("gate-passed", {scan, partly});
  CHECK(left_out.holds == Holds::no);
  CHECK(left_out.why ==
        "the gate failed \"/m\", and has not looked at b.pt, c; d.pt since: bartizan gate PATH");
}

TEST_CASE("models are what they were by name and by bytes") {
  const auto model = [](std::string path, char digit) {
    Evidence scan = scanned(std::move(path), "clean");
    scan.sha256 = std::string(64, digit);
    return scan;
  };
  const std::string a(64, 'a'), b(64, 'b');
  const std::string names = a + " a.pt; " + b + " sub/b.pt";
  const Evidence signature = piece(EvidenceKind::signature, "/m",
                                   {{"valid", "yes"},
                                    {"type", "model"},
                                    {"covers:sha256", a + " " + b},
                                    {"signed:names", names}});
  const auto gate = [&](record::EvidenceFact more) {
    return piece(EvidenceKind::gate, "/m",
                 {{"outcome", "passed"},
                  {"stops-malicious", "yes"},
                  {"covers:sha256", a + " " + b},
                  std::move(more)});
  };
  const Evidence bom = piece(EvidenceKind::bom, "/x/b.json",
                             {{"action", "create"},
                              {"of", "/m"},
                              {"covers:sha256", a + " " + b},
                              {"files:names", a + " model /m/a.pt; " + b + " model /m/sub/b.pt"}});
  for (const Evidence& by : {signature, gate({"judged:names", names}), bom}) {
    CAPTURE(by.subject);
    const auto holds = [&](const std::vector<Evidence>& models) {
      std::vector<Evidence> all{by};
      all.insert(all.end(), models.begin(), models.end());
      return run("models-unchanged", all);
    };
    CHECK(holds({model("/m/a.pt", 'a'), model("/m/sub/b.pt", 'b')}).holds == Holds::yes);
    const Outcome swapped = holds({model("/m/a.pt", 'b'), model("/m/sub/b.pt", 'a')});
    CHECK(swapped.holds == Holds::no);
    CHECK(swapped.why.starts_with("bytes have changed since "));
    CHECK(swapped.why.ends_with(": /m/a.pt; /m/sub/b.pt"));
    CHECK(holds({model("/m/a.pt", 'a'), model("/m/c.pt", 'a')}).holds == Holds::unknown);
    // Moved as a whole.
    CHECK(holds({model("/n/a.pt", 'a'), model("/n/sub/b.pt", 'b')}).holds == Holds::yes);
    CHECK(holds({model("/n/a.pt", 'b'), model("/n/sub/b.pt", 'a')}).holds == Holds::unknown);
  }
  // Where no name is known the bytes decide, and a newer acceptance is one.
  const std::vector<Evidence> models{model("/m/a.pt", 'b'), model("/m/sub/b.pt", 'a')};
  CHECK(run("models-unchanged", {gate({"policy", "p"}), models[0], models[1]}).holds == Holds::yes);
  const Evidence newer = gate({"judged:names", b + " a.pt; " + a + " sub/b.pt"});
  CHECK(run("models-unchanged", {signature, newer, models[0], models[1]}).holds == Holds::yes);
}

TEST_CASE("a look-up proves something of what it looked up") {
  const auto looked_up = [](std::string matched, std::string left_out,
                            record::EvidenceFact more = {"overdue", "0"}) {
    return piece(EvidenceKind::vulnerabilities, "found_a",
                 {{"matched", std::move(matched)},
                  {"left-out", std::move(left_out)},
                  {"exploited", "0"},
                  {"malicious", "0"},
                  std::move(more)});
  };
  const auto read = [](std::string packages) {
    return piece(EvidenceKind::discovery, "/m", {{"packages", std::move(packages)}});
  };
  for (const char* check : {"packages-matched", "no-exploited", "no-malicious-package"}) {
    CAPTURE(check);
    CHECK(run(check, {read("2"), looked_up("3", "0")}).holds == Holds::yes);
    CHECK(run(check, {read("2"), looked_up("0", "0")}).holds == Holds::unknown);
    CHECK(run(check, {read("0"), looked_up("0", "0")}).holds == Holds::not_applicable);
    CHECK(run(check, {read("2"), looked_up("3", "2")}).why ==
          "2 paths with packages were left out of the look-up of found_a: bartizan vuln PATH, "
          "without --exclude");
    CHECK(run(check, {read("2"), looked_up("3", "0", {"differs", "package x 2 (pypi)"})}).why ==
          "package x 2 (pypi) was found after found_a was looked up: bartizan vuln PATH");
  }
  CHECK(run("no-overdue", {read("2"), looked_up("3", "1")}).holds == Holds::unknown);
}

TEST_CASE("a bill of materials holds while what it names is what is there") {
  const auto bom = [](record::EvidenceFact more) {
    return piece(EvidenceKind::bom, "/b.json", {{"components", "3"}, std::move(more)});
  };
  CHECK(run("bom-present", {bom({"action", "create"})}).holds == Holds::yes);
  const Outcome newer = run("bom-present", {bom({"differs", "package x 2 (pypi) is not in it"})});
  CHECK(newer.holds == Holds::no);
  CHECK(newer.why == "/b.json is no account of what is there now: package x 2 (pypi) is not in it");
  CHECK(run("bom-present", {piece(EvidenceKind::bom, "/b.json", {{"components", "0"}})}).why ==
        "/b.json names no component");
  const auto signature = [](record::EvidenceFact more) {
    return piece(EvidenceKind::signature, "/b.json",
                 {{"type", "bom"}, {"valid", "yes"}, std::move(more)});
  };
  const Evidence made = bom({"action", "create"});
  CHECK(run("bom-signed", {made, signature({"signer", "key"})}).holds == Holds::yes);
  // A signed document of which nobody here knows that it describes the system, or that names
  // nothing.
  CHECK(run("bom-signed", {signature({"signer", "key"})}).holds == Holds::unknown);
  const Evidence empty = piece(EvidenceKind::bom, "/b.json", {{"components", "0"}});
  CHECK(run("bom-signed", {empty, signature({"signer", "key"})}).holds == Holds::unknown);
  const Outcome gone = run(
      "bom-signed", {made, signature({"differs", "the signed file b.json is not there any more"})});
  CHECK(gone.holds == Holds::no);
  CHECK(gone.why ==
        "/b.json is not validly signed any more: the signed file b.json is not there any more");
}

TEST_CASE("what one system has, the organisation has not") {
  const auto of = [](Evidence e, std::string system) {
    e.system = std::move(system);
    e.id = record::evidence_id(e);
    return e;
  };
  const Evidence bom =
      piece(EvidenceKind::bom, "/b.json", {{"components", "3"}, {"g7-have", "5"}, {"g7-of", "5"}});
  const Evidence weak =
      piece(EvidenceKind::bom, "/c.json", {{"components", "3"}, {"g7-have", "2"}, {"g7-of", "5"}});
  const Evidence a = piece(EvidenceKind::discovery, "/a", {{"components", "3"}});
  const Evidence b = of(piece(EvidenceKind::discovery, "/b", {{"components", "3"}}), "found_b");
  CHECK(run("bom-present", {a, bom}).holds == Holds::yes);
  CHECK(run("bom-present", {a, bom}, "").holds == Holds::yes);
  const Outcome lacking = run("bom-present", {a, b, bom}, "");
  CHECK(lacking.holds == Holds::unknown);
  CHECK(lacking.against == std::vector<std::string>{"/b"});
  CHECK(run("bom-present", {a, of(bom, "")}, "").holds == Holds::unknown);
  CHECK(run("bom-complete-g7", {a, b, bom, of(weak, "found_b")}, "").holds == Holds::no);
  CHECK(run("bom-complete-g7", {a, b, bom}, "").holds == Holds::unknown);
  const Evidence looked_up = piece(EvidenceKind::vulnerabilities, "found_a", {{"matched", "3"}});
  CHECK(run("packages-matched", {a, looked_up}, "").holds == Holds::yes);
  CHECK(run("packages-matched", {a, b, looked_up}, "").holds == Holds::unknown);
  // One without components describes nothing.
  CHECK(run("bom-present", {a, piece(EvidenceKind::bom, "/b.json", {{"components", "0"}})}).holds ==
        Holds::no);
}

TEST_CASE("numbers of a reading become sentences") {
  const auto read = [](std::vector<record::EvidenceFact> facts) {
    return piece(EvidenceKind::discovery, "/srv/app", std::move(facts));
  };
  const Outcome two = run("models-licensed", {read({{"own-models", "7"},
                                                    {"unlicensed-models", "2"},
                                                    {"unlicensed-models:names", "a; b"}})});
  CHECK(two.holds == Holds::no);
  CHECK(two.why == "2 of 7 models are without a known licence");
  CHECK(two.against == std::vector<std::string>{"a", "b"});
  CHECK(run("models-licensed", {read({{"own-models", "7"}, {"unlicensed-models", "0"}})}).why ==
        "all 7 models are under a known licence");
  CHECK(run("models-licensed", {read({{"own-models", "0"}, {"unlicensed-models", "0"}})}).holds ==
        Holds::not_applicable);
  CHECK(run("models-licensed", {read({{"own-models", "7"}})}).holds == Holds::unknown);
  CHECK(run("no-secrets", {read({{"literal-keys", "2"}})}).why == "2 keys are in its files");
  CHECK(run("models-scanned", {read({{"local-models", "0"}})}).holds == Holds::not_applicable);
  CHECK(run("models-scanned",
            {read({{"local-models", "2"}, {"unscanned-models", "1"}}), scanned("/m/a.pt", "clean")})
            .holds == Holds::no);
}

TEST_CASE("a document is missing only where somebody looked for it") {
  const Evidence read = piece(EvidenceKind::discovery, "/srv/app", {{"documents", "4"}});
  const Evidence blind = piece(EvidenceKind::discovery, "/srv/app", {});
  const Evidence file = piece(EvidenceKind::file, "/srv/app/CHANGELOG.md", {{"role", "changelog"}});
  CHECK(run("release-notes", {read, file}).holds == Holds::yes);
  CHECK(run("release-notes", {read}).holds == Holds::no);
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

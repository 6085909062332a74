// What was not found proves nothing where somebody kept a part from being read.
#include "assure/assess/checks/left_out.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;

Evidence piece(EvidenceKind kind, std::string subject, std::vector<record::EvidenceFact> facts,
               std::string system = "found_a") {
  Evidence e;
  e.kind = kind;
  e.system = std::move(system);
  e.name = e.subject = std::move(subject);
  e.producer = "discover 0.1.0";
  e.at = kNow - 1;
  e.facts = std::move(facts);
  std::sort(e.facts.begin(), e.facts.end());
  e.id = record::evidence_id(e);
  return e;
}

Outcome run(std::string_view check, const std::vector<Evidence>& evidence,
            std::string system = "found_a") {
  return run_check(check, {std::move(system), evidence, kNow, {}});
}

TEST_CASE("what was not found in code that nobody read is unknown") {
  const Evidence read = piece(EvidenceKind::discovery, "/a",
                              {{"literal-keys", "0"},
                               {"runtimes", "0"},
                               {"packages", "0"},
                               {"own-models", "2"},
                               {"local-models", "2"},
                               {"unlicensed-models", "0"}});
  const Evidence left_out = piece(EvidenceKind::configuration, "/a/app",
                                  {{"type", "left-out"},
                                   {"left-out", "0"},
                                   {"left-out-sources", "2"},
                                   {"left-out-sources:names", "/a/app/k.py; /a/app/l.py"}});
  CHECK(run("no-secrets", {read}).holds == Holds::yes);
  CHECK(run("container-not-root", {read}).holds == Holds::not_applicable);
  for (const char* check :
       {"no-secrets", "container-not-root", "packages-pinned", "models-licensed"}) {
    CAPTURE(check);
    const Outcome doubt = run(check, {left_out, read});
    CHECK(doubt.holds == Holds::unknown);
    CHECK(doubt.why ==
          "2 files of code or configuration were left out when it was read: bartizan discover "
          "PATH, without --exclude");
    CHECK(doubt.against == std::vector<std::string>{"/a/app/k.py", "/a/app/l.py"});
  }
  const Evidence cut = piece(EvidenceKind::configuration, "/a/Dockerfile",
                             {{"type", "left-out"},
                              {"left-out", "0"},
                              {"unread-sources", "1"},
                              {"unread-sources:names", "/a/Dockerfile"}});
  const Outcome behind = run("container-not-root", {cut, read});
  CHECK(behind.holds == Holds::unknown);
  CHECK(behind.why ==
        "1 file of code or configuration was not read to the end: bartizan discover PATH says why");
  CHECK(behind.against == std::vector<std::string>{"/a/Dockerfile"});
  // What is bad is bad; another system is another.
  const Evidence key = piece(EvidenceKind::discovery, "/a",
                             {{"literal-keys", "1"}, {"literal-keys:names", "openai"}});
  CHECK(run("no-secrets", {left_out, key}).holds == Holds::no);
  const Evidence other = piece(EvidenceKind::configuration, "/b/app", left_out.facts, "found_b");
  CHECK(run("no-secrets", {other, read}).holds == Holds::yes);
  CHECK(run("no-secrets", {other, read}, "").holds == Holds::yes);
  CHECK(run("no-secrets", {left_out, read}, "").holds == Holds::unknown);
}

TEST_CASE("a model that was left out makes nothing else unknown") {
  const Evidence read = piece(EvidenceKind::discovery, "/a",
                              {{"literal-keys", "0"},
                               {"own-models", "0"},
                               {"local-models", "0"},
                               {"hosted-models", "0"},
                               {"unlicensed-models", "0"}});
  const Evidence left_out =
      piece(EvidenceKind::configuration, "/a/m.pkl",
            {{"type", "left-out"}, {"left-out", "1"}, {"left-out:names", "/a/m.pkl"}});
  CHECK(run("no-secrets", {left_out, read}).holds == Holds::yes);
  for (const char* check : {"models-licensed", "models-clean"}) {
    CAPTURE(check);
    CHECK(run(check, {read}).holds == Holds::not_applicable);
    CHECK(run(check, {left_out, read}).holds == Holds::unknown);
  }
}

}  // namespace
}  // namespace bartizan::assure::assess

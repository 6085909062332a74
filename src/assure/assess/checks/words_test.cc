// What checks say is English, of one thing and of several.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <string>

#include "assure/assess/check.h"
#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;
constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;

// What checks ask of pieces; a check that asks for more says "unknown" here.
constexpr std::array kKeys{"accepted",
                           "action",
                           "agents",
                           "changed-since",
                           "components",
                           "coverage",
                           "declared",
                           "depth",
                           "documents",
                           "elements",
                           "empty",
                           "endpoints",
                           "entries",
                           "exploited",
                           "exposed",
                           "expires-fields",
                           "contacts",
                           "field:is_high_impact",
                           "field:hi_failsafe_presence",
                           "findings",
                           "found",
                           "g7-have",
                           "g7-of",
                           "ghosts",
                           "gone",
                           "incomplete",
                           "left-out",
                           "literal-keys",
                           "local-models",
                           "malicious",
                           "matched",
                           "mcp-servers",
                           "missing",
                           "models",
                           "models-without-base",
                           "open",
                           "outcome",
                           "overdue",
                           "owner",
                           "packages",
                           "pickle",
                           "plain-endpoints",
                           "problems",
                           "raised",
                           "remote-code",
                           "reporting",
                           "runtimes",
                           "stale",
                           "systems",
                           "tools",
                           "unchecked",
                           "undeclared",
                           "undocumented-datasets",
                           "datasets",
                           "undocumented-models",
                           "unlicensed-models",
                           "unmatched",
                           "unpinned-containers",
                           "unpinned-mcp-servers",
                           "unpinned-models",
                           "unpinned-packages",
                           "unscanned-models",
                           "valid",
                           "verdict",
                           "stops-malicious",
                           "waived-malicious",
                           "doubts",
                           "broken",
                           "own-models",
                           "hosted-models"};

Evidence piece(EvidenceKind kind, std::string subject, std::string_view value, bool old) {
  Evidence e;
  e.kind = kind;
  e.system = subject == "/b" ? "found_b" : "found_a";
  e.name = e.subject = std::move(subject);
  e.at = old ? kNow - 30 * kDay : kNow - kDay;
  e.expires = e.at + 7 * kDay;
  for (const char* key : kKeys) e.facts.push_back({key, std::string(value)});
  for (const char* key : {"role", "type"}) e.facts.push_back({key, "model"});
  std::sort(e.facts.begin(), e.facts.end());
  e.id = record::evidence_id(e);
  return e;
}

// What is wrong with the words of a sentence; empty: nothing.
std::string fault(std::string why) {
  // What speaks of something else than what is counted.
  for (const std::string_view other : {"when it is loaded", "the signature was"}) {
    if (const std::size_t at = why.find(other); at != why.npos) why.erase(at, other.size());
  }
  static const std::regex kSeveral("^(all [0-9]+|([2-9]|[1-9][0-9]+) of [0-9]+|[2-9]) .*");
  static const std::regex kOne("^(the|1 of [0-9]+|1) .*");
  static const std::regex kWrong("ieses|sss| a one| are one that|all 1 |^1 [a-z ]*[a-rt-z]s is ");
  if (std::regex_search(why, kWrong)) return "a plural";
  static const std::regex kSingular(" (is|was|has) | of its | within its | past its ");
  static const std::regex kPlural(" (are|were|have) ");
  if (std::regex_match(why, kSeveral) && std::regex_search(why, kSingular)) return "several as one";
  if (std::regex_match(why, kOne) && std::regex_search(why, kPlural)) return "one as several";
  return {};
}

TEST_CASE("sentences agree with how many they are about") {
  std::set<std::string> said;
  for (const std::string_view value : {"", "yes", "no", "0", "1", "2", "clean", "malicious"}) {
    for (const bool old : {false, true}) {
      for (const int pieces : {1, 2, 3}) {
        std::vector<Evidence> all;
        for (std::size_t kind = 0; kind < record::kEvidenceKinds; ++kind) {
          for (int i = 0; i < pieces; ++i) {
            const std::array subjects{"/a", "/b", "estate"};
            all.push_back(piece(static_cast<EvidenceKind>(kind),
                                subjects[static_cast<std::size_t>(i)], value, old));
          }
        }
        for (const NamedCheck& check : checks()) {
          const std::string reference =
              std::string(check.id) + (check.id == "inventory-field" ? ":have_ato=Yes" : "");
          for (const std::string system : {"", "found_a"}) {
            const Outcome outcome = run_check(reference, {system, all, kNow, {}});
            said.insert(outcome.why);
            CAPTURE(check.id);
            CAPTURE(outcome.why);
            CHECK(fault(outcome.why) == "");
          }
        }
      }
    }
  }
  CHECK(said.size() > 120);
}

TEST_CASE("faults are seen") {
  CHECK(fault("all 3 feed of advisorieses are too old or damaged") != "");
  CHECK(fault("all 2 model files are known by the SHA-256 of its bytes") != "");
  CHECK(fault("4 use cases are declared as in use and was not found") != "");
  CHECK(fault("all 1 reading still count") != "");
  CHECK(fault("1 of 2 model files are signed") != "");
  CHECK(fault("all 2 model files are signed") == "");
  CHECK(several("feed of advisories") == "feeds of advisories");
  CHECK(several("bill of materials") == "bills of materials");
  CHECK(several("policy") == "policies");
  CHECK(several("key") == "keys");
  CHECK(several("weakness") == "weaknesses");
}

}  // namespace
}  // namespace bartizan::assure::assess

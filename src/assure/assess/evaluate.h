// Evaluate: from outcomes of checks and answers of people to the standing of a requirement.
//
// The rules, which docs/assessments.md explains:
//  1. Every check holds (not-applicable aside): met; some do: partly; one fails and none holds:
//     unmet; nothing is known: unknown; all not applicable: not-applicable.
//     unknown beside yes is partly: what was not looked at is never taken for granted.
//  2. Weak proof (Requirement::proof), what the inventory declares and nothing shows, and entries
//     that nobody verified (verified = "no") reach partly at most by checks alone, and by answers
//     too where the entry is not verified.
//  3. An answer of a person counts while it has not expired, was not withdrawn, and the evidence
//     beside which it was given is what it was; otherwise it has fallen, and why is said.
//  4. A standing answer can raise unknown and, where the requirement asks people, partly; it cannot
//     raise a check that says no: somebody's word does not outweigh bytes. It can lower anything.
//     not-applicable by a person needs a reason and makes the requirement not-applicable.
//  5. A framework for high-impact uses or for agents does not apply where the inventory or a
//     reading says that there are none; where nobody knows, it does.
//  6. A framework that is asked of each system stands for the organisation as the weakest of its
//     systems does (rollup.h), where there are systems and Material::systems says how they stand.
//     A check that says no of what belongs to no system holds "met" down to partly. Answers of
//     people about the organisation count as in 4.
// What it is not: the collecting (run/evidence.h) or keeping. Pure functions; thread-safe.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assure/assess/check.h"
#include "assure/assess/framework.h"
#include "record/evidence.h"

namespace bartizan::assure::assess {

struct CheckedOutcome {
  std::string id;  // as the framework names it
  Outcome outcome;
};

struct StandingAnswer {
  record::Answer answer;
  bool stands = false;
  std::string fallen;  // why it does not: "it expired on ...", "models/a.pt changed: SHA-256 was
                       // 1c.., is 2d.."; empty: it stands
};

struct Judged {
  const Requirement* requirement = nullptr;  // of the framework, which outlives this
  record::Status status = record::Status::unknown;
  record::Status automatic = record::Status::unknown;  // by checks alone
  std::string why;                                     // one sentence: what decided
  std::vector<CheckedOutcome> checks;
  std::optional<RollUp> systems;          // by rule 6, also the first check, "systems-meet"
  std::optional<StandingAnswer> answer;   // the last one
  Ids evidence;                           // sorted: of checks and the answer
  std::vector<std::string> would_change;  // what to do for a better status, a sentence each
  base::Millis expires = 0;               // when the status may fall by itself; 0: it does not
  bool is_grave = false;                  // a check that says no is grave (CheckText)
};

struct Totals {
  std::array<std::size_t, record::kStatuses> by_status{};  // by record::Status
  std::size_t of(record::Status status) const;
  std::size_t all() const;
};

struct Assessed {
  const Framework* framework = nullptr;
  std::string system;  // id; empty: the organisation
  base::Millis now = 0;
  std::vector<Judged> requirements;  // in the framework's order
  Totals totals;
};

// Outcomes of checks that were run already, by reference; one for each Material. What several
// checks went by together stands there, too, under their references with line feeds between.
using Outcomes = std::map<std::string, Outcome, std::less<>>;
// `answers`: of this framework and system, oldest first.
Assessed evaluate(const Framework& framework, const Material& material,
                  std::span<const record::Answer> answers, Outcomes& known);
Assessed evaluate(const Framework& framework, const Material& material,
                  std::span<const record::Answer> answers);
// How a requirement stands as evaluate() judges it, without what that stands on: for tables of many
// systems, which would not look at the rest.
struct Standpoint {
  record::Status status = record::Status::unknown;
  std::string why;
  base::Millis expires = 0;
  bool is_grave = false;
};
// In the framework's order.
std::vector<Standpoint> standpoints(const Framework& framework, const Material& material,
                                    std::span<const record::Answer> answers, Outcomes& known);
// One requirement of it as evaluate() judges it.
Judged evaluate_one(const Framework& framework, const Requirement& requirement,
                    const Material& material, std::span<const record::Answer> answers,
                    Outcomes& known);
// The pieces that an answer is bound to: those that its requirement's checks went by and what was
// read of the system, but for feeds, clocks and settings: these change with the world rather than
// with the system, and their checks say so themselves. Sorted.
std::vector<std::string> bound_to(const Judged& judged, const Material& material);
// What the store keeps of it; of long lists of evidence, the first kMostKeptIds.
inline constexpr std::size_t kMostKeptIds = 1000;
std::vector<record::Standing> standings(const Assessed& assessed);

}  // namespace bartizan::assure::assess

// SelfCheck: this very installation against the seven goals of CISA's Secure by Design pledge.
//
// What it is: a look at the program's own file, its sandbox, its documents, its catalogue, and the
// store's accounts and log; each goal with what was seen. What it is not: a promise about what was
// not looked at. Times are arguments.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/evidence.h"
#include "run/config.h"
#include "store/store.h"

namespace bartizan::run {

enum class GoalState : std::uint8_t { met, unmet, unknown };
struct Goal {
  std::string id;  // "SBD-G1" ... as in catalogs/frameworks/secure-by-design.toml
  std::string title;
  GoalState state = GoalState::unknown;
  std::string why;                // one sentence
  std::vector<std::string> seen;  // what was looked at, a line each
  std::string remedy;             // empty where it is met
};

struct SelfCheckOptions {
  base::Millis now = 0;
  std::string program;    // path of the program; empty: the one that runs
  std::string documents;  // folder of SECURITY.md and CHANGELOG.md; empty: beside the program
  Config config;
};
std::vector<Goal> self_check(store::Store& store, const SelfCheckOptions& options);

// The same of accounts and the log as `configuration` evidence, for checks of the organisation.
// Nothing where no account was ever made.
std::vector<record::Evidence> installation_evidence(store::Store& store, base::Millis now);

}  // namespace bartizan::run

// Evaluate: a policy held against evidence.
//
// What it is: each rule against each fact in its scope, in three-valued logic: what a rule asks and
// nobody knows leaves it undecided, and undecided never passes. The result does not depend on the
// order of rules, facts or subjects. What it is not: a report, or an exit code. Pure; the result
// refers to policy and evidence by index.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "assure/gate/policy.h"

namespace bartizan::assure::gate {

enum class Truth : std::uint8_t { no, unknown, yes };

// One test of a rule against one fact.
struct Checked {
  const Test* test = nullptr;
  Truth truth = Truth::unknown;
  std::string found;  // the value, "none", or "not known"
  std::string met;    // the values that made it hold; empty where it did not, or where none did
  bool exempts = false;  // it stands in `unless`
};

enum class Standing : std::uint8_t {
  passed,     // nothing to object to
  excepted,   // an exception or waiver accepts it
  warned,     // found, and the rule warns
  undecided,  // not known, not examined, or found by a rule whose action is `incomplete`
  failed,     // found, and the rule fails
};
std::string_view name(Standing standing);

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// One fact, or one examination that came to nothing, under one rule.
struct Judged {
  std::size_t fact = kNone;         // index into Evidence::facts
  std::size_t examination = kNone;  // of `undecided`: that is missing or not whole
  std::size_t subject = kNone;
  Standing standing = Standing::passed;
  std::string why;          // of `undecided` for want of something
  std::string accepted_by;  // id of the exception
};

struct RuleResult {
  std::size_t rule = kNone;
  Standing standing = Standing::passed;  // the worst of what was judged
  std::size_t looked_at = 0;             // facts in its scope
  std::vector<Judged> judged;            // sorted, worst first; those that passed only on request
};

struct Gate {
  Standing standing = Standing::passed;
  std::vector<RuleResult> rules;       // as in the policy, without those that are ignored
  std::vector<std::string> undecided;  // why the gate as a whole is: nothing to judge
  std::vector<std::size_t> idle;       // exceptions that accepted nothing, by index
  std::size_t failed = 0, warned = 0, undecided_rules = 0, passed = 0;  // rules
};

struct EvaluateOptions {
  base::Millis now = 0;
  bool keep_passed = false;  // list what passed, for explanations
};
// `exceptions`: those in force (run::Exceptions sorts out the others).
Gate evaluate(const Policy& policy, const Evidence& evidence,
              const std::vector<record::Exception>& exceptions, const EvaluateOptions& options);

// What a rule saw of a fact, test by test.
std::vector<Checked> check(const Rule& rule, const Fact& fact, base::Millis now);
// Whether a rule looks at a subject at all.
bool in_scope(const Rule& rule, const Subject& subject);

// Shell-like pattern: `*` stands for anything but "/", `**` for anything, `?` for one byte.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace bartizan::assure::gate

// What a gate decided, for people and for the programs that stand around it.
//
// What it is: pure functions over a policy, its evidence and the result; docs/gate.md explains the
// words. What it is not: the decision (assure/gate/evaluate.h). Names from files are escaped for
// each sink here. No state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assure/api.h"
#include "report/api.h"

namespace bartizan::report {

struct GateView {
  const assure::gate::Policy& policy;
  const assure::gate::Evidence& evidence;
  const assure::gate::Gate& gate;
  const record::Run& run;
  std::vector<std::string> notes;
  std::vector<record::Exception> exceptions;  // in force
  std::string policy_path;  // absolute, of a file
  std::vector<std::string> roots;  // absolute
  std::uint64_t files = 0, not_models = 0, excluded = 0;
  bool dry_run = false;
  int exit_code = 0;  // of the decision, whatever a dry run ends with
  base::Millis now = 0;
};

struct GateOptions {
  TerminalStyle style;
  bool quiet = false;    // what did not pass, and the last line
  bool verbose = false;  // also what each rule asks, and exceptions that were used
  bool all = false;      // unfold lists
  std::string explain;   // id of a rule, or "all": what each looked at, test by test
};
std::string gate_text(const GateView& view, const GateOptions& options);
// docs/schemas/gate-1.schema.json. With `explain`, also what passed.
std::string gate_json(const GateView& view, const MachineOptions& options = {});

// SARIF 2.1.0 (OASIS): one result for each thing that a rule found or could not decide.
std::string gate_sarif(const GateView& view, const MachineOptions& options = {});
// One test case for each rule.
std::string gate_junit(const GateView& view, const MachineOptions& options = {});
// Workflow commands, which GitHub shows beside the lines of a change.
std::string gate_github(const GateView& view);
// GitLab's code quality report.
std::string gate_gitlab(const GateView& view);
// in-toto statement with a Verification Summary (slsa.dev/verification_summary/v1); empty where
// nothing has a digest.
std::string gate_vsa(const GateView& view, const MachineOptions& options = {});

}  // namespace bartizan::report

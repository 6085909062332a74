#include "run/gate.h"

#include <algorithm>

namespace bartizan::run {

using record::Verdict;

Verdict gate_verdict(const record::Artifact& artifact) {
  if (artifact.verdict == Verdict::not_a_model) return Verdict::not_a_model;
  Verdict worst = artifact.coverage.gaps.empty() ? Verdict::clean : Verdict::incomplete;
  for (const record::Finding& finding : artifact.findings) {
    if (!finding.accepted_by) worst = std::max(worst, finding.verdict);
  }
  return worst;
}

void apply_gate(record::ScanReport& report, const GateOptions& options) {
  record::Summary& summary = report.summary;
  bool incomplete = false;
  for (const record::Artifact& artifact : report.artifacts) {
    ++summary.artifacts;
    summary.bytes += artifact.size;
    summary.cached += artifact.from_cache ? 1U : 0U;
    summary.worst = std::max(summary.worst, artifact.verdict);
    switch (artifact.verdict) {
      case Verdict::clean:
        ++summary.clean;
        break;
      case Verdict::incomplete:
        ++summary.incomplete;
        break;
      case Verdict::suspicious:
        ++summary.suspicious;
        break;
      case Verdict::malicious:
        ++summary.malicious;
        break;
      case Verdict::not_a_model:
        ++summary.not_a_model;
        break;
    }
    for (const record::Finding& finding : artifact.findings) {
      summary.accepted += finding.accepted_by ? 1U : 0U;
    }
    const Verdict counted = gate_verdict(artifact);
    if (counted >= options.fail_on) summary.gate_failed = true;
    incomplete |= counted == Verdict::incomplete ||
                  (counted > Verdict::incomplete && !artifact.coverage.gaps.empty());
  }
  summary.excluded = report.excluded.size();
  if (incomplete && !options.allow_incomplete.empty()) {
    summary.notes.push_back("incomplete files are accepted: " + options.allow_incomplete);
    incomplete = false;
  }
  if (summary.gate_failed) {
    summary.exit_code = kGateFailed;
  } else if (incomplete || summary.interrupted || report.artifacts.empty()) {
    summary.exit_code = kIncomplete;
  } else {
    summary.exit_code = kPass;
  }
}

}  // namespace bartizan::run

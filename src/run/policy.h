// Policy: the evidence that a gate judges, gathered by driving scan, discovery and BOMs.
//
// What it is: the only place that makes gate facts of records (assure/gate/fact.h), and the driver
// that obtains the records. What it is not: a judgement (assure/gate/evaluate.h) or a report. What
// could not be obtained is an examination that is not whole; it never vanishes.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "run/config.h"
#include "run/discover.h"
#include "run/exceptions.h"
#include "run/scan.h"
#include "store/store.h"

namespace bartizan::run {

struct PolicyError {
  std::string file;
  unsigned line = 0;
  std::string what;
  std::string text() const;
};
// A file of the organisation's. One that lies inside `roots`, is a hard link into them, or lies beside
// a root that is a file is refused: what is judged must not say how.
std::expected<assure::gate::Policy, PolicyError> load_policy(const std::string& file,
                                                             const std::vector<std::string>& roots);

// The user's gate.toml and the system's, in the order in which they are looked for.
std::vector<std::string> policy_places();
// Its exceptions and waivers, sorted into those in force and the rest by the rules of all others.
Exceptions policy_exceptions(const assure::gate::Policy& policy, base::Millis now);

// Whether it would have stopped each of the files that it judged, had a scan called that file
// malicious, by whichever rule: what a gate lets through proves nothing where it lets everything
// through. Of evidence without files: a model in any format.
bool stops_malicious(const assure::gate::Policy& policy, const assure::gate::Evidence& judged,
                     base::Millis now);

struct EvidenceOptions {
  std::vector<std::string> roots;
  std::vector<std::string> exclude;
  std::string bom;     // a BOM to judge, with the roots or for itself
  std::string system;  // of the store, in place of roots
  bool installed = false;
  base::Limits limits;
  unsigned jobs = 0;
  bool require_sandbox = false;
  ResultCache* cache = nullptr;
  std::string allow_table;
  std::vector<std::string> config_files;
  const Exceptions* exceptions = nullptr;  // of the configuration: which findings are accepted
  // Kinds of facts that no rule of it asks for are not gathered.
  const assure::gate::Policy* policy = nullptr;
  base::Millis now = 0;
};

// What the evidence was made of, for reports.
struct GateEvidence {
  assure::gate::Evidence evidence;
  record::Run run;
  std::vector<record::Excluded> excluded;
  std::uint64_t files = 0, bytes = 0, not_models = 0;
  // Files that are malicious, all of which somebody accepted.
  std::uint64_t waived_malicious = 0;
  std::vector<std::string> notes;
  bool interrupted = false;
};
// Hooks as of scan(). The error is a sentence for people: trouble of our own, or a BOM or system
// that is not there.
struct EvidenceError {
  std::string what;
  bool usage = false;  // the command or the policy is wrong, not the world
};
std::expected<GateEvidence, EvidenceError> gather_evidence(const EvidenceOptions& options,
                                                           const ScanHooks& hooks,
                                                           store::Store& store);

}  // namespace bartizan::run

// Pieces of evidence that commands leave, made of their results.
//
// What it is: one function for each command whose outcome the store keeps nowhere else; the command
// hands the pieces to leave_evidence (run/evidence.h). What it is not: a store, or a judgement.
#pragma once

#include <string>
#include <vector>

#include "assure/api.h"
#include "run/evidence.h"

namespace bartizan::run {

// `path`: absolute. `verify` and `sign --check`.
record::Evidence left_by_verify(store::Store& store, const std::string& path,
                                const assure::sign::Verification& result, base::Millis now);

// One for each of `roots`: absolute paths, or what a BOM or system is called.
std::vector<record::Evidence> left_by_gate(store::Store& store,
                                           const std::vector<std::string>& roots,
                                           const assure::gate::Policy& policy,
                                           const assure::gate::Gate& gate, base::Millis now);

struct BomLeft {
  std::string action;   // "create", "import", "score"
  std::string subject;  // absolute path of the file, or "bom:" and its id
  std::string sha256;   // of the file; empty where none was written
  std::string of;       // absolute folder that it describes; empty: not known
  std::string system;   // id of the system that it describes; empty: where `of` or the file lies
};
record::Evidence left_by_bom(store::Store& store, const BomLeft& left, const assure::bom::Bom& bom,
                             base::Millis now);

// One for each system that was matched; nothing of one without advisories to go by.
std::vector<record::Evidence> left_by_vuln(store::Store& store,
                                           const assure::vuln::Assessment& assessment);

}  // namespace bartizan::run

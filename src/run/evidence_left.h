// Pieces of evidence that commands leave, made of their results.
//
// What it is: one function for each command whose outcome the store keeps nowhere else; the command
// hands the pieces to leave_evidence (run/evidence.h). What it is not: a store, or a judgement.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "record/artifact.h"
#include "run/evidence.h"

namespace bartizan::run {

// `path`: absolute. `verify` and `sign --check`. `system`: id of the one that a document describes;
// empty: the one where it lies, else the one of a bill of materials that is this file.
record::Evidence left_by_verify(store::Store& store, const std::string& path,
                                const assure::sign::Verification& result, base::Millis now,
                                const std::string& system = {});

// What a good signature over a folder says of the systems inside it, as far as it is over their
// files, and that it is no longer good where it was. `piece`: of left_by_verify().
std::vector<record::Evidence> left_below(store::Store& store, const record::Evidence& piece,
                                         const assure::sign::Verification& result);

struct GateLeft {
  std::vector<std::string> roots;  // absolute paths, or what a BOM or system is called
  const assure::gate::Policy& policy;
  const assure::gate::Evidence& evidence;  // that was judged
  const assure::gate::Gate& gate;
  std::span<const record::Excluded> excluded;
  std::span<const std::string> patterns;  // that somebody excluded
  std::uint64_t waived_malicious = 0;     // files that only a waiver of a scan lets through
};
// One for each of the roots, and for each system inside one that did not fail.
std::vector<record::Evidence> left_by_gate(store::Store& store, const GateLeft& left,
                                           base::Millis now);

struct BomLeft {
  std::string action;   // "create", "import", "score"
  std::string subject;  // absolute path of the file, or "bom:" and its id
  std::string sha256;   // of the file; empty where none was written
  std::string of;       // absolute folder that it describes; empty: not known
  std::string system;   // id of the system that it describes; empty: where `of` or the file lies
  std::string folder = {};  // absolute; which names of files are relative to; empty: `of`
  bool software = true;     // packages that are no AI were looked for, too
  bool whole = false;       // what it names was all that is there, and nothing else was read
};
record::Evidence left_by_bom(store::Store& store, const BomLeft& left, const assure::bom::Bom& bom,
                             base::Millis now);

struct VulnLeft {
  const assure::vuln::Assessment& assessment;
  std::span<const store::Place> places;  // that were looked up, as they were read
  std::span<const record::Excluded> excluded;
};
// One for each system that was matched; nothing of one without advisories to go by.
std::vector<record::Evidence> left_by_vuln(store::Store& store, const VulnLeft& left);

}  // namespace bartizan::run

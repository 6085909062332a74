// Failed: where a run of the gate failed, as facts of its evidence, and what an earlier run failed
// that a later one left out.
//
// What it is: so that nobody takes a failure back by looking away: "failed-at" of a run that
// failed, "failed-before" of one that leaves paths out, and "excludes:names". What it is not: a
// judgement (assure/gate/evaluate.h). One thread.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "record/artifact.h"
#include "record/evidence.h"
#include "store/store.h"

namespace bartizan::run::evidence {

// Absolute paths of what failed; empty of what lies nowhere, such as a bill of materials. Feeds are
// not what is judged.
std::set<std::string> failed_paths(const assure::gate::Evidence& judged,
                                   const assure::gate::Gate& gate);

// What somebody kept from a run.
class LeftOut {
 public:
  LeftOut(std::span<const record::Excluded> excluded, std::span<const std::string> patterns);

  std::size_t size() const { return paths_.size(); }
  const std::set<std::string>& patterns() const { return patterns_; }
  // Whether it is there, and lies at or below what was left out.
  bool holds(const std::string& path) const;

 private:
  std::set<std::string> paths_;  // absolute
  std::set<std::string> patterns_;
};

// The last piece of each place that the gate judged.
class EarlierRuns {
 public:
  // Nothing is asked of a run that leaves nothing out.
  EarlierRuns(store::Store& store, const LeftOut& left_out);

  // "failed-at" where `failed`, "failed-before", "excludes:names"; names are below the piece's
  // subject, "." of what lies nowhere.
  void put_failed(record::Evidence& piece, bool failed, const std::set<std::string>& paths) const;

 private:
  std::set<std::string> not_looked_at_since(const record::Evidence& earlier) const;

  const LeftOut& left_out_;
  std::vector<record::Evidence> runs_;
};

}  // namespace bartizan::run::evidence

// Failed: where a run of the gate failed, as facts of its evidence, and what an earlier run failed
// that a later one did not look at.
//
// What it is: so that nobody takes a failure back by looking away: "failed-at" of a run that
// failed, "failed-before" of one that left paths out or could not read them, and "excludes:names".
// What it is not: a judgement (assure/gate/evaluate.h). One thread.
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

// What a run did not look at: what somebody kept from it, files that could not be read, and the
// rest of one that was interrupted.
class LeftOut {
 public:
  LeftOut(std::span<const record::Excluded> excluded, std::span<const std::string> patterns,
          const assure::gate::Evidence& judged);

  // Excluded paths, and one more where anything may be missing.
  std::size_t size() const { return excluded_.size() + (anything_ ? 1 : 0); }
  bool is_nothing() const { return size() == 0 && unread_.empty(); }
  const std::set<std::string>& patterns() const { return patterns_; }
  // Whether a path is there, and was not looked at.
  bool holds(const std::string& path) const;
  // Whether a run that excluded these patterns may have looked at more.
  bool is_more_than(const std::set<std::string>& patterns) const;

 private:
  std::set<std::string> excluded_, unread_;  // absolute
  std::set<std::string> patterns_;
  bool anything_ = false;
};

// The last piece of each place that the gate judged.
class EarlierRuns {
 public:
  // Nothing is asked of a run that looked at everything.
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

// Systems table: how each system of the organisation stands in each requirement of a framework.
//
// What it is: every system judged as `assess --system` judges it, by the evidence, answers and plan
// that were gathered of the organisation with all of its systems, and what follows for each
// requirement as a whole (assure/assess/rollup.h). Judged once for each framework; after that, only
// systems about which people said something new. What it is not: the gathering (run/assess.h), or
// words (report/systems_table.h). A system that is declared as retired and was not found is asked
// nothing. Times are arguments. One thread; tables that were given out do not change.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "assure/api.h"
#include "base/result.h"
#include "run/systems.h"
#include "store/store.h"

namespace bartizan::run {

struct SystemsTable {
  struct Cell {
    record::Status status = record::Status::unknown;
    bool is_grave = false;    // what `why` says
    std::uint32_t why = 0;    // of `reasons`
    std::uint32_t until = 0;  // minutes since 1970: when it may change by itself; 0: it does not
  };

  const assure::assess::Framework* framework = nullptr;
  base::Millis now = 0;                                   // judged by what was known then
  std::shared_ptr<const std::vector<SystemRef>> systems;  // by name
  std::vector<Cell> cells;                                // row by row, in the framework's order
  std::vector<assure::assess::RollUp> requirements;       // in the framework's order
  std::vector<std::string> reasons;

  std::span<const Cell> row(std::size_t system) const;
  assure::assess::Totals totals(std::size_t system) const;
  // Of its requirements, by severity_order(); not applicable where none applies.
  record::Status worst(std::size_t system) const;
};

// Negative, zero, positive: how two systems stand in a list that begins with the worst: by how many
// are unmet, then unknown, then partly met.
int compare_standing(const assure::assess::Totals& a, const assure::assess::Totals& b);

class Systems {
 public:
  // `actions`: of all systems. What people said after `now` does not count; with `as_it_was`
  // neither does what they took back since.
  static base::Result<std::shared_ptr<Systems>> load(store::Store& store,
                                                     std::span<const record::Action> actions,
                                                     base::Millis now, bool as_it_was);

  // One system's requirements while they are judged.
  using OnJudged = std::function<void(const assure::assess::Assessed&)>;
  // `evidence`: of the organisation with all of its systems.
  std::shared_ptr<const SystemsTable> table(const assure::assess::Framework& framework,
                                            std::span<const record::Evidence> evidence,
                                            const OnJudged& on_judged = {});
  // So that table() has all of these: judged together, each check is run once for each system.
  void judge(std::span<const assure::assess::Framework* const> frameworks,
             std::span<const record::Evidence> evidence, const OnJudged& on_judged = {});
  // Tells how these systems, by their places in all(), stand, with what that stands on.
  void judge_again(const assure::assess::Framework& framework, std::span<const std::size_t> systems,
                   std::span<const record::Evidence> evidence, const OnJudged& on_judged);
  // What people said as it is now. True where a system is concerned.
  base::Result<bool> renew(store::Store& store, std::span<const record::Action> actions);
  std::span<const SystemRef> all() const { return *refs_; }

 private:
  struct Said {
    std::vector<record::Answer> answers;  // oldest first
    std::vector<record::Action> actions;

    friend bool operator==(const Said&, const Said&) = default;
  };
  using BySystem = std::unordered_map<std::string, Said>;
  struct Kept {
    std::shared_ptr<SystemsTable> table;
    std::vector<bool> due;  // by system: to be judged anew
  };

  base::Result<BySystem> read_said(store::Store& store,
                                   std::span<const record::Action> actions) const;
  void judge_due(std::span<Kept* const> all, std::span<const record::Evidence> evidence,
                 const OnJudged& on_judged) const;

  std::shared_ptr<const std::vector<SystemRef>> refs_;
  base::Millis now_ = 0;
  bool as_it_was_ = false;
  BySystem said_;
  std::map<const assure::assess::Framework*, Kept> kept_;
};

// When each system was last assessed by a framework, of what is kept; those that never were are
// missing.
base::Result<std::unordered_map<std::string, base::Millis>> last_assessed(
    store::Store& store, std::string_view framework);

}  // namespace bartizan::run

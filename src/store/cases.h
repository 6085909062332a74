// Cases: exposure answers, cases with their clocks and history, VEX statements.
//
// What it is: the part of store.h that remembers decisions. History only grows. What it is not: the
// deciding (assure/decide). Every call may be made from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/decision.h"

namespace bartizan::store {

using base::Result;

// Over all systems, of the cases that stand open at a time.
struct CaseTotals {
  std::uint64_t open = 0, overdue = 0, exploited = 0;
};

// A case as it is now, and what was changed of it.
struct ChangedCase {
  record::Case known;
  record::CaseChange change;
};

class Cases {
 public:
  virtual ~Cases() = default;

  virtual Result<void> put_exposure(const record::Exposure& exposure) = 0;
  // The last answer; nullopt while nobody said anything.
  virtual Result<std::optional<record::Exposure>> exposure(std::string_view system) = 0;
  virtual Result<std::vector<record::Exposure>> exposures() = 0;  // the last of each, by system
  // Every answer, oldest first; "": about all systems.
  virtual Result<std::vector<record::Exposure>> said_of_exposure(std::string_view system) = 0;
  // Takes the last answer about a system back, so that the one before it stands again; it stays
  // among the rows, marked. False, and nothing changes, where the last answer is not that of `at`.
  virtual Result<bool> withdraw_exposure(std::string_view system, base::Millis at,
                                         std::string_view by, base::Millis now) = 0;

  // Keeps `seen` as the state of things: new cases are added, known ones keep their first detection
  // and what people said, and every difference of state, outcome and due date becomes a CaseChange.
  // Cases of `systems` that are not in `seen` become `fixed` ("no longer seen"), in one
  // transaction; a fixed case that is seen again is open, with its first clock. `seen` says
  // `not_affected` and `fixed` where a VEX statement does, else `open`. Whatever the arguments,
  // every `accepted` case whose time is up opens again: observe({}, {}, now) does only that.
  virtual Result<void> observe(const std::vector<std::string>& systems,
                               const std::vector<record::Case>& seen, base::Millis now) = 0;
  virtual Result<std::vector<record::Case>> cases(std::string_view system) = 0;  // "": of all
  virtual Result<CaseTotals> totals(base::Millis now) = 0;
  virtual Result<std::vector<record::CaseChange>> history(std::string_view id) = 0;
  // Writes the case and the change; Code::invalid when there is no such case. Of a change of state
  // `before` is what stands in the store when it is written, whoever else changed it since the
  // caller looked; one that changes nothing is not written.
  virtual Result<void> change(const record::Case& changed, const record::CaseChange& change) = 0;
  // The same of many, in one transaction: all of them, or none.
  virtual Result<void> change_all(const std::vector<ChangedCase>& changed) = 0;

  virtual Result<void> put_vex(const record::VexStatement& statement) = 0;  // same id: replaced
  virtual Result<std::vector<record::VexStatement>> vex() = 0;              // oldest first
  virtual Result<bool> remove_vex(std::string_view id) = 0;
};

}  // namespace bartizan::store

// Rollup: how several systems stand in one requirement, said in one status.
//
// What it is: the rule by which the standings of systems become that of all of them, its sentence,
// and the piece of evidence that says so. The weakest counts, in this order: unmet, unknown,
// partly, met. A system to which the requirement does not apply does not count; where it applies to
// none, it is not applicable; without a system it is unknown and never met. What it is not: the
// judging of a system (evaluate.h). Values own their strings. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "record/evidence.h"

namespace bartizan::assure::assess {

// 0 for the worst: unmet, unknown, partly, met, and not applicable, which is nothing to do.
int severity_order(record::Status status);

struct Holder {
  std::string id, name;  // of a system
  record::Status status = record::Status::unknown;

  friend bool operator==(const Holder&, const Holder&) = default;
};

class RollUp {
 public:
  // `why`: of the system itself; `expires`: when its status may change by itself, 0: never;
  // `is_grave`: what `why` says must not wait behind others' reasons.
  void add(std::string_view id, std::string_view name, record::Status status, std::string_view why,
           base::Millis expires, bool is_grave = false);

  record::Status status() const;
  std::size_t of(record::Status status) const;
  std::size_t systems() const;     // all of them
  std::size_t applicable() const;  // to which it applies
  // Those that stand as status() says, unless that is met or not applicable; in the order in which
  // they were added, at most kMostHolders.
  const std::vector<Holder>& holds_back() const { return holders_; }
  std::size_t more_hold_back() const;  // besides those
  base::Millis expires() const { return expires_; }
  // "met for 3 of 3 systems", "unknown for 2 of 15 systems: a, b"
  std::string sentence() const;
  // The same, and why the first of them stands so, or the first of all that is grave.
  std::string sentence_with_reason() const;
  // The same numbers without names and reasons, for what is published.
  RollUp anonymous() const;
  // As evidence about the organisation; its name names requirement and framework.
  record::Evidence piece(std::string_view framework, std::string_view requirement,
                         base::Millis now) const;

 private:
  std::size_t counts_[record::kStatuses] = {};
  std::vector<Holder> holders_;
  std::string reason_;  // of the first of them
  std::string grave_name_, grave_reason_;
  base::Millis expires_ = 0;
};
inline constexpr std::size_t kMostHolders = 50;

// "guidelines:D1"
std::string standing_subject(std::string_view framework, std::string_view requirement);
// By standing_subject().
using RollUps = std::map<std::string, RollUp, std::less<>>;

}  // namespace bartizan::assure::assess
